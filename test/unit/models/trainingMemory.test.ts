import { describe, expect, it } from "vitest";
import { at } from "../../../src/base/at.ts";
import { PRESETS } from "../../../src/core/presets.ts";
import { LINEAR_NAMES } from "../../../src/core/run.ts";
import type { DecoderConfig } from "../../../src/engine/models/config.ts";
import { FAMILIES } from "../../../src/engine/models/config.ts";
import { linearShape } from "../../../src/engine/nn/weights.ts";
import type { MemoryPlan } from "../../../src/engine/train/memory.ts";
import { estimateMemory, PLANS } from "../../../src/engine/train/memory.ts";
import type { GgufFile, GgufTensorInfo } from "../../../src/gguf/types.ts";
import type { CatalogueModel } from "../../../src/models/catalogueModel.ts";
import { CATALOGUE } from "../../../src/models/catalogue.ts";
import { parameterCount } from "../../../src/models/modelShape.ts";
import { trainingMemory } from "../../../src/models/trainingMemory.ts";

const decoderOf = ({ shape, architecture, contextLength }: CatalogueModel): DecoderConfig => ({
  ...FAMILIES[architecture],
  family: architecture,
  blockCount: shape.blockCount,
  embedding: shape.embeddingLength,
  headCount: shape.headCount,
  headCountKv: shape.keyValueHeadCount,
  headDim: shape.headLength,
  feedForward: shape.feedForwardLength,
  vocabulary: shape.vocabularySize,
  contextLength,
  normEpsilon: 1e-5,
  rotaryBase: 10_000,
  rotaryScale: 1,
  tied: shape.tiedEmbeddings,
});

/** The catalogue's file as far as the estimate looks at it: every weight takes the file's average of bytes. */
function fileOf(model: CatalogueModel): GgufFile {
  const config = decoderOf(model);
  const bytesPerWeight = model.hub.sizeBytes / parameterCount(model.architecture, model.shape);
  const tensors = new Map<string, GgufTensorInfo>();
  const add = (name: string, elementCount: number): void => {
    tensors.set(name, { name, sizeBytes: elementCount * bytesPerWeight, elementCount } as GgufTensorInfo);
  };
  for (let block = 0; block < config.blockCount; block++) {
    for (const name of LINEAR_NAMES) {
      const [out, into] = linearShape(config, name);
      add(`blk.${block}.${name}.weight`, out * into);
    }
  }
  add("token_embd.weight", config.vocabulary * config.embedding);
  return { tensors } as unknown as GgufFile;
}

/** How much more than the planned estimate the cheap one may say. */
const TOLERANCE = 1.1;

describe("trainingMemory", () => {
  it.each(CATALOGUE.map((model) => [model.id, model] as const))(
    "says no less than the run's own plan for %s, and hardly more",
    (_, model) => {
      const planned = (plan: MemoryPlan): number => {
        const shape = { R: 1024, B: 1, T: 1024 };
        return estimateMemory(fileOf(model), decoderOf(model), PRESETS.balanced, plan, shape).totalBytes;
      };
      const { float32Bytes, storedBytes } = trainingMemory(model);
      const [fastest, least] = [planned(at(PLANS, 0)), planned(at(PLANS, PLANS.length - 1))];
      expect(float32Bytes / fastest).toBeGreaterThanOrEqual(1);
      expect(float32Bytes / fastest).toBeLessThan(TOLERANCE);
      expect(storedBytes / least).toBeGreaterThanOrEqual(1);
      expect(storedBytes / least).toBeLessThan(TOLERANCE);
    },
  );

  it("needs no more with weights as stored than with float32 weights", () => {
    for (const model of CATALOGUE) {
      const memory = trainingMemory(model);
      expect(memory.storedBytes).toBeLessThan(memory.float32Bytes);
    }
  });

  it("grows with rank and with tokens", () => {
    for (const model of CATALOGUE) {
      const base = trainingMemory(model).float32Bytes;
      expect(trainingMemory(model, { rank: 64 }).float32Bytes).toBeGreaterThan(base);
      expect(trainingMemory(model, { tokens: 2048 }).float32Bytes).toBeGreaterThan(base);
    }
  });

  it("puts the default model at its fastest under 2.5 GB, and a 1.5B model at its least under 10 GB", () => {
    const memory = (id: string) => trainingMemory(CATALOGUE.find((model) => model.id === id) ?? expect.fail(id));
    expect(memory("smollm2-135m-instruct").float32Bytes).toBeLessThan(2.5e9);
    expect(memory("qwen2.5-1.5b-instruct").storedBytes).toBeLessThan(10e9);
  });
});
