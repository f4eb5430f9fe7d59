import { join } from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "../../../../src/engine/models/readConfig.ts";
import { FrozenWeights } from "../../../../src/engine/train/frozenWeights.ts";
import { openGguf } from "../../../../src/gguf/open.ts";
import type { GgufFile } from "../../../../src/gguf/types.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";
import type { TinyModel, TinyModelOptions } from "../../../support/tinyModel.ts";
import { writeTinyModel } from "../../../support/tinyModel.ts";

async function withFile<T>(
  options: TinyModelOptions,
  use: (file: GgufFile, model: TinyModel) => Promise<T>,
): Promise<T> {
  const path = join(temporaryFolder(), "model.gguf");
  const model = await writeTinyModel(path, options);
  const file = await openGguf(path);
  try {
    return await use(file, model);
  } finally {
    await file.close();
  }
}

it.each(["float32", "stored"] as const)("gives the values of every tensor of a block: %s", async (policy) => {
  await withFile({ architecture: "qwen3", type: "Q8_0", embeddingType: "Q4_0", tied: false }, async (file, model) => {
    const weights = await FrozenWeights.load(file, readConfig(file), policy);
    for (const block of [0, 1, 0]) {
      const feeds = weights.block(block);
      const expected = [...model.weights].filter(([name]) => name.startsWith(`blk.${block}.`));
      expect(Object.keys(feeds).sort()).toEqual(expected.map(([name]) => name.replace(/^blk\.\d+\./, "")).sort());
      for (const [name, { values }] of expected) expect(feeds[name.replace(/^blk\.\d+\./, "")]).toEqual(values);
    }
    expect(weights.head).toEqual(model.weights.get("output.weight")?.values);
    expect(weights.outputNorm).toEqual(model.weights.get("output_norm.weight")?.values);
  });
});

it.each([true, false])("gives the embedding of each token, also from quantized rows, tied: %s", async (tied) => {
  await withFile({ embeddingType: "Q8_0", tied }, async (file, model) => {
    const weights = await FrozenWeights.load(file, readConfig(file), "stored");
    const rows = new Float32Array(3 * 64);
    weights.embed(Int32Array.of(5, 272, 5), rows);
    const table = model.weights.get("token_embd.weight")?.values ?? new Float32Array();
    const line = (token: number): number[] => [...table.subarray(token * 64, (token + 1) * 64)];
    expect([...rows]).toEqual([...line(5), ...line(272), ...line(5)]);
  });
});

it("says which tensor is missing or has another shape", async () => {
  await withFile({}, async (file) => {
    const config = readConfig(file);
    const tensors = new Map(file.tensors);
    tensors.delete("blk.1.ffn_up.weight");
    const incomplete: GgufFile = { ...file, path: "m.gguf", tensors, readTensor: (name) => file.readTensor(name) };
    await expect(FrozenWeights.load(incomplete, config, "float32")).rejects.toMatchObject({
      code: "engine/bad-model",
      message: "m.gguf: blk.1.ffn_up.weight is missing, expected [128, 64].",
    });
    await expect(FrozenWeights.load(file, { ...config, feedForward: 64 }, "float32")).rejects.toMatchObject({
      code: "engine/bad-model",
      message: `${file.path}: blk.0.ffn_gate.weight is [128, 64], expected [64, 64].`,
    });
  });
});

it("expands a table larger than a read from several reads of whole rows", async () => {
  await withFile({ embeddingType: "Q8_0", tied: true }, async (file, model) => {
    const lengths: number[] = [];
    const watched: GgufFile = {
      ...file,
      async readTensor(name, rows) {
        const bytes = await file.readTensor(name, rows);
        if (name === "token_embd.weight") lengths.push(bytes.length);
        return bytes;
      },
    };
    const rowBytes = (64 / 32) * 34;
    const weights = await FrozenWeights.load(watched, readConfig(file), "float32", 10 * rowBytes + 1);
    expect(weights.head).toEqual(model.weights.get("token_embd.weight")?.values);
    expect(Math.max(...lengths)).toBe(10 * rowBytes);
    expect(lengths).toHaveLength(Math.ceil(273 / 10));
  });
});
