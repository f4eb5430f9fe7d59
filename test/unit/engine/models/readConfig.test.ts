import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DecoderConfig } from "../../../../src/engine/models/config.ts";
import { readConfig } from "../../../../src/engine/models/readConfig.ts";
import { openGguf } from "../../../../src/gguf/open.ts";
import type { GgufFile, GgufValue } from "../../../../src/gguf/types.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";
import type { TinyModelOptions } from "../../../support/tinyModel.ts";
import { writeTinyModel } from "../../../support/tinyModel.ts";

/** The configuration of a tiny model whose metadata is changed on the way. */
async function configOf(
  options: TinyModelOptions = {},
  changes: Readonly<Record<string, GgufValue | undefined>> = {},
): Promise<DecoderConfig> {
  const path = join(temporaryFolder(), "model.gguf");
  await writeTinyModel(path, options);
  const file = await openGguf(path);
  try {
    const metadata = new Map(file.metadata);
    for (const [key, value] of Object.entries(changes)) {
      if (value) metadata.set(key, value);
      else metadata.delete(key);
    }
    const changed: GgufFile = { ...file, path: "model.gguf", metadata, tensors: file.tensors };
    return readConfig(changed);
  } finally {
    await file.close();
  }
}

const uint32 = (value: number): GgufValue => ({ type: "uint32", value });
const float32 = (value: number): GgufValue => ({ type: "float32", value });
const text = (value: string): GgufValue => ({ type: "string", value });

describe("the configuration of a model file", () => {
  it("is what the file says", async () => {
    const options = { blockCount: 3, heads: 4, kvHeads: 2, headDim: 24, feedForward: 80, vocabulary: 300 };
    expect(await configOf({ ...options, contextLength: 128, ropeBase: 500_000 })).toEqual({
      family: "llama",
      interleavedRotary: true,
      attentionBias: false,
      headNorm: false,
      blockCount: 3,
      embedding: 64,
      headCount: 4,
      headCountKv: 2,
      headDim: 24,
      feedForward: 80,
      vocabulary: 300,
      contextLength: 128,
      normEpsilon: Math.fround(1e-5),
      rotaryBase: 500_000,
      rotaryScale: 1,
      tied: true,
    });
  });

  it("has the traits of its family", async () => {
    expect(await configOf({ architecture: "qwen2" })).toMatchObject({ interleavedRotary: false, attentionBias: true });
    expect(await configOf({ architecture: "qwen3", tied: false })).toMatchObject({ headNorm: true, tied: false });
  });

  it("falls back on what the format leaves out", async () => {
    const config = await configOf(
      {},
      {
        "llama.attention.head_count_kv": undefined,
        "llama.attention.key_length": undefined,
        "llama.rope.freq_base": undefined,
        "llama.rope.dimension_count": undefined,
      },
    );
    expect(config).toMatchObject({ headCountKv: 4, headDim: 16, rotaryBase: 10_000 });
  });

  it("reads a linear scaling of positions", async () => {
    const scaling = { "llama.rope.scaling.type": text("linear"), "llama.rope.scaling.factor": float32(4) };
    expect(await configOf({}, scaling)).toMatchObject({ rotaryScale: 4 });
  });
});

/** Variants that would train wrongly without a word. */
const REFUSED: Readonly<Record<string, { readonly changes: Record<string, GgufValue>; readonly message: string }>> = {
  "another scaling of positions": {
    changes: { "llama.rope.scaling.type": text("yarn") },
    message: 'its RoPE scaling is "yarn"; supported are none, linear and Llama 3\'s frequency factors',
  },
  experts: { changes: { "llama.expert_count": uint32(8) }, message: "it is a mixture of 8 experts" },
  "heads that are not shared evenly": {
    changes: { "llama.attention.head_count_kv": uint32(3) },
    message: "its 4 heads do not share 3 key-value heads evenly",
  },
  "a rotation of part of a head": {
    changes: { "llama.rope.dimension_count": uint32(8) },
    message: "RoPE turns 8 of the 16 elements of a head",
  },
};

describe("a model that cannot be trained", () => {
  it.each(Object.entries(REFUSED))("is refused with the reason: %s", async (_, { changes, message }) => {
    await expect(configOf({}, changes)).rejects.toMatchObject({
      code: "engine/unsupported-model",
      message: `model.gguf cannot be trained: ${message}.`,
    });
  });

  it("is refused when its family is unknown, with the known ones", async () => {
    await expect(configOf({}, { "general.architecture": text("mamba") })).rejects.toMatchObject({
      code: "engine/unsupported-architecture",
      message: `The model's architecture is "mamba"; Espalier trains llama, qwen2, qwen3.`,
    });
  });

  it("is refused when its embedding has another width than it says", async () => {
    await expect(configOf({}, { "llama.embedding_length": uint32(32) })).rejects.toMatchObject({
      code: "engine/bad-model",
      message: "model.gguf: token_embd.weight is [273, 64], expected [vocabulary, 32].",
    });
  });
});
