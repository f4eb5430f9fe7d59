import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { LinearName } from "../../../../src/core/run.ts";
import { LINEAR_NAMES } from "../../../../src/core/run.ts";
import type { Adapter } from "../../../../src/engine/lora/adapterFile.ts";
import { readAdapter, writeAdapter } from "../../../../src/engine/lora/adapterFile.ts";
import { aName, bName } from "../../../../src/engine/lora/lora.ts";
import { linearShape } from "../../../../src/engine/nn/weights.ts";
import { mulberry32 } from "../../../../src/base/mulberry32.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";
import { writeTinyModel } from "../../../support/tinyModel.ts";
import { tinyConfig } from "../../../support/wholeDecoder.ts";

const model = tinyConfig("llama", { blockCount: 3 });
const RANK = 2;

function tinyAdapter(targets: readonly LinearName[], firstBlock: number): Adapter {
  const random = mulberry32(2);
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  const add = (name: string, shape: readonly [number, number]): void => {
    tensors.set(name, { shape, data: Float32Array.from({ length: shape[0] * shape[1] }, () => random() - 0.5) });
  };
  for (let block = firstBlock; block < model.blockCount; block++) {
    for (const name of targets) {
      const [out, into] = linearShape(model, name);
      add(`blk.${block}.${aName(name)}`, [RANK, into]);
      add(`blk.${block}.${bName(name)}`, [out, RANK]);
    }
  }
  return { architecture: "llama", rank: RANK, alpha: 5, targets, firstBlock, tensors };
}

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), "adapter.gguf");
});

describe("an adapter file", () => {
  it("gives back what was written, whatever it covers", async () => {
    for (const [targets, firstBlock] of [
      [LINEAR_NAMES, 0],
      [["attn_q", "ffn_down"], 2],
    ] as const) {
      const adapter = tinyAdapter(targets, firstBlock);
      await writeAdapter(path, adapter, "An adapter");
      expect(await readAdapter(path, model)).toEqual(adapter);
    }
  });

  it("holds views of a larger vector by their own bytes alone", async () => {
    const adapter = tinyAdapter(["attn_v"], 2);
    const all = new Float32Array(100).fill(9);
    const tensors = new Map(
      [...adapter.tensors].map(([name, { shape, data }], i) => {
        const view = all.subarray(40 * i + 3, 40 * i + 3 + data.length);
        view.set(data);
        return [name, { shape, data: view }];
      }),
    );
    await writeAdapter(path, { ...adapter, tensors }, "Views");
    expect(await readAdapter(path, model)).toEqual(adapter);
  });
});

/** Adapters that do not fit, and what must be said of them. */
const MISFITS: Readonly<Record<string, { readonly adapter: () => Adapter; readonly message: string }>> = {
  "another family": {
    adapter: () => ({ ...tinyAdapter(["attn_q"], 0), architecture: "qwen2" }),
    message: 'it is for "qwen2", the model is "llama"',
  },
  "a block the model does not have": {
    adapter: () => changed((tensors) => rename(tensors, "blk.2.", "blk.3.")),
    message: "the model has no place for blk.3.attn_q.weight.lora_a",
  },
  "a layer the model does not have": {
    adapter: () => changed((tensors) => rename(tensors, "attn_q", "attn_z")),
    message: "the model has no place for blk.2.attn_z.weight.lora_a",
  },
  "a width of another model": {
    adapter: () =>
      changed((tensors) =>
        tensors.set("blk.2.attn_q.weight.lora_a", { shape: [RANK, 5], data: new Float32Array(RANK * 5) }),
      ),
    message: "blk.2.attn_q.weight.lora_a is [2, 5], expected [2, 6]",
  },
  "two ranks": {
    adapter: () =>
      changed((tensors) => tensors.set("blk.2.attn_q.weight.lora_b", { shape: [16, 1], data: new Float32Array(16) })),
    message: "blk.2.attn_q.weight.lora_b is [16, 1], expected [16, 2]",
  },
  "half of a pair": {
    adapter: () => changed((tensors) => tensors.delete("blk.2.attn_q.weight.lora_b")),
    message: "blk.2.attn_q.weight.lora_b is missing",
  },
};

type Tensors = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

function changed(change: (tensors: Tensors) => void): Adapter {
  const adapter = tinyAdapter(["attn_q"], 2);
  const tensors: Tensors = new Map(adapter.tensors);
  change(tensors);
  return { ...adapter, tensors };
}

function rename(tensors: Tensors, from: string, to: string): void {
  for (const [name, tensor] of [...tensors]) {
    tensors.delete(name);
    tensors.set(name.replace(from, to), tensor);
  }
}

describe("an adapter that does not fit its model", () => {
  it.each(Object.entries(MISFITS))("is refused with what was found: %s", async (_, { adapter, message }) => {
    await writeAdapter(path, adapter(), "Misfit");
    await expect(readAdapter(path, model)).rejects.toMatchObject({
      code: "adapter/does-not-fit",
      message: `${path} cannot be used with this model: ${message}.`,
    });
  });

  it("is refused when it is a model", async () => {
    await writeTinyModel(path);
    await expect(readAdapter(path, model)).rejects.toMatchObject({
      code: "adapter/does-not-fit",
      message: expect.stringContaining('it is of type "model", expected a LoRA adapter') as string,
    });
  });

  it("is refused when it is cut short", async () => {
    await writeAdapter(path, tinyAdapter(["attn_q"], 2), "Cut");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 40));
    await expect(readAdapter(path, model)).rejects.toMatchObject({ name: "UserError" });
  });
});
