import { join } from "node:path";
import { getLlama, type Llama, LlamaLogLevel } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../src/base/at.ts";
import { evaluate } from "../../src/engine/train/evaluate.ts";
import { GGML_TYPES } from "../../src/gguf/blocks.ts";
import type { GgmlType } from "../../src/gguf/types.ts";
import { llamaNll } from "../support/llamaOracle.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import type { TinyModelOptions } from "../support/tinyModel.ts";
import { writeTinyModel } from "../support/tinyModel.ts";
import { tinyRun, trainToEnd } from "../support/tinyRun.ts";
import { randomExamples } from "../support/wholeDecoder.ts";

let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: "never", skipDownload: true, logLevel: LlamaLogLevel.error });
});
afterAll(() => llama.dispose());

const EXAMPLES = randomExamples([12, 40, 25], 250, { targets: 40 });

/** How far two evaluations of the same tokens may be apart, in nats. */
interface Tolerance {
  /** Of the mean: what a loss is. Errors of rounding cancel in it; a wrong weight does not. */
  readonly mean: number;
  /** The root of the mean square, over all tokens. */
  readonly rms: number;
  readonly worst: number;
}

/**
 * Measured differences, times two to three. The engine computes in float32 throughout. llama.cpp keeps keys and values
 * as float16 and rounds the activations that meet a quantized weight: to float16 or bfloat16 as the weight, to 8 bits
 * with a scale for each 32, or for a K-quant for each 256. The models of the K-quants are also wider, with losses of 15
 * instead of 8. A dequantization that is wrong in one field is off by whole nats.
 */
const FLOAT: Tolerance = { mean: 2e-3, rms: 7e-3, worst: 3e-2 };
const BFLOAT16: Tolerance = { mean: 1e-2, rms: 4e-2, worst: 0.12 };
const BLOCKS_OF_32: Tolerance = { mean: 3e-2, rms: 0.12, worst: 0.4 };
const K_QUANTS: Tolerance = { mean: 0.1, rms: 0.5, worst: 1.5 };

function toleranceOf(type: GgmlType): Tolerance {
  if (type === "F32" || type === "F16") return FLOAT;
  if (type === "BF16") return BFLOAT16;
  return type.endsWith("_K") ? K_QUANTS : BLOCKS_OF_32;
}

async function expectSameLosses(path: string, { mean, rms, worst }: Tolerance, adapterPath?: string): Promise<void> {
  const expected = await llamaNll(llama, path, EXAMPLES, adapterPath);
  const { nll } = await evaluate({
    modelPath: path,
    examples: EXAMPLES,
    device: "cpu",
    threads: 1,
    ...(adapterPath === undefined ? {} : { adapterPath }),
  });
  const differences = nll.flatMap((values) => [...values]).map((value, i) => value - at(expected, i));
  expect(differences).toHaveLength(74);
  const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  expect(Math.abs(average(differences)), "difference of the mean").toBeLessThan(mean);
  expect(Math.sqrt(average(differences.map((d) => d * d))), "root mean square difference").toBeLessThan(rms);
  expect(Math.max(...differences.map(Math.abs)), "largest difference").toBeLessThan(worst);
}

async function tinyFile(options: TinyModelOptions): Promise<string> {
  const path = join(temporaryFolder(), "model.gguf");
  await writeTinyModel(path, { seed: 3, ...options });
  return path;
}

describe("the losses of a tiny model, against llama.cpp", () => {
  it.each(["llama", "qwen2", "qwen3"] as const)("agree for the family %s, tied and not", async (architecture) => {
    for (const tied of [true, false]) {
      // llama.cpp takes embedding / heads for the head size of qwen2, whatever the metadata says.
      const headDim = architecture === "qwen2" ? 16 : 32;
      await expectSameLosses(await tinyFile({ architecture, tied, headDim }), FLOAT);
    }
  });

  it("agree for one key-value head, for one each, and for another base of the rotation", async () => {
    await expectSameLosses(await tinyFile({ kvHeads: 1 }), FLOAT);
    await expectSameLosses(await tinyFile({ kvHeads: 4 }), FLOAT);
    await expectSameLosses(await tinyFile({ ropeBase: 500_000 }), FLOAT);
  });

  it("agree for Llama 3's frequency factors", async () => {
    await expectSameLosses(await tinyFile({ ropeFactors: [1, 1, 1.5, 2, 4, 8, 8, 8] }), FLOAT);
  });

  it.each(GGML_TYPES)("agree for linear weights of type %s", async (type) => {
    await expectSameLosses(await tinyFile({ type }), toleranceOf(type));
  });

  it.each(GGML_TYPES)("agree closely for an embedding of type %s, which llama.cpp widens to float32", async (type) => {
    await expectSameLosses(await tinyFile({ embeddingType: type, headType: "F32", tied: false }), FLOAT);
  });
});

it.each(["llama", "qwen2", "qwen3"] as const)(
  "a trained %s adapter served by llama.cpp has the losses it has here",
  async (architecture) => {
    const run = await tinyRun({ learningRate: 5e-2, dropout: 0 }, { architecture, embedding: 32, headDim: 8 });
    const { runDir, finished } = await trainToEnd(run);
    expect(finished?.bestValidationLoss).toBeLessThan(finished?.baseValidationLoss ?? NaN);
    await expectSameLosses(run.modelPath, FLOAT, join(runDir, "adapter.gguf"));
  },
);
