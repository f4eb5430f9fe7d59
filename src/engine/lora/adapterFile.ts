/** LoRA adapters as GGUF files, which llama.cpp serves as they are. */
import { UserError } from "../../base/errors.ts";
import type { LinearName } from "../../core/run.ts";
import { LINEAR_NAMES } from "../../core/run.ts";
import { dequantize } from "../../gguf/dequantize.ts";
import { metadataNumber, metadataString } from "../../gguf/metadata.ts";
import { openGguf } from "../../gguf/open.ts";
import type { GgufValue } from "../../gguf/types.ts";
import { writeGguf } from "../../gguf/write.ts";
import type { DecoderConfig } from "../models/config.ts";
import { linearShape } from "../nn/weights.ts";
import { aName, bName } from "./lora.ts";

export interface Adapter {
  readonly architecture: string;
  readonly rank: number;
  /** The strength as llama.cpp applies it: alpha / rank. */
  readonly alpha: number;
  readonly targets: readonly LinearName[];
  readonly firstBlock: number;
  /** `blk.N.<linear>.weight.lora_a` [rank, in] and `.lora_b` [out, rank], in GGUF row order. */
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
}

/**
 * Writes an adapter. llama.cpp knows no rank stabilisation, so the `alpha` given is the one whose alpha / rank is the
 * scale that was trained with.
 */
export async function writeAdapter(path: string, adapter: Adapter, name: string): Promise<void> {
  const text = (value: string): GgufValue => ({ type: "string", value });
  await writeGguf(path, {
    metadata: [
      ["general.type", text("adapter")],
      ["general.architecture", text(adapter.architecture)],
      ["general.name", text(name)],
      ["adapter.type", text("lora")],
      ["adapter.lora.alpha", { type: "float32", value: adapter.alpha }],
    ],
    tensors: [...adapter.tensors].map(([tensor, { shape, data }]) => ({
      name: tensor,
      type: "F32" as const,
      shape,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })),
  });
}

/** Reads an adapter and checks it against the model it is for. Throws UserError adapter/… for one that does not fit. */
export async function readAdapter(path: string, model: DecoderConfig): Promise<Adapter> {
  const file = await openGguf(path);
  try {
    const type = metadataString(file, "general.type", "model");
    const architecture = metadataString(file, "general.architecture");
    if (type !== "adapter" || metadataString(file, "adapter.type", "") !== "lora") {
      throw misfit(path, `it is of type "${type}", expected a LoRA adapter`);
    }
    if (architecture !== model.family)
      throw misfit(path, `it is for "${architecture}", the model is "${model.family}"`);
    const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
    const targets = new Set<LinearName>();
    let firstBlock = model.blockCount;
    let rank = 0;
    for (const info of file.tensors.values()) {
      const match = /^blk\.(\d+)\.(\w+)\.weight\.lora_([ab])$/.exec(info.name);
      const target = LINEAR_NAMES.find((name) => name === match?.[2]);
      const block = Number(match?.[1]);
      if (!match || !target || block >= model.blockCount) throw misfit(path, `the model has no place for ${info.name}`);
      const [out, into] = linearShape(model, target);
      const [rows = 0, columns = 0] = info.shape;
      const found = match[3] === "a" ? rows : columns;
      rank ||= found;
      const expected = match[3] === "a" ? [rank, into] : [out, rank];
      if (rows !== expected[0] || columns !== expected[1]) {
        throw misfit(path, `${info.name} is [${info.shape.join(", ")}], expected [${expected.join(", ")}]`);
      }
      const data = new Float32Array(info.elementCount);
      dequantize(info.type, await file.readTensor(info.name), data);
      tensors.set(info.name, { shape: info.shape, data });
      targets.add(target);
      firstBlock = Math.min(firstBlock, block);
    }
    const ordered = LINEAR_NAMES.filter((name) => targets.has(name));
    for (let block = firstBlock; block < model.blockCount; block++) {
      for (const name of ordered.flatMap((target) => [aName(target), bName(target)])) {
        if (!tensors.has(`blk.${block}.${name}`)) throw misfit(path, `blk.${block}.${name} is missing`);
      }
    }
    return {
      architecture,
      rank,
      alpha: metadataNumber(file, "adapter.lora.alpha"),
      targets: ordered,
      firstBlock,
      tensors,
    };
  } finally {
    await file.close();
  }
}

const misfit = (path: string, reason: string): UserError =>
  new UserError(
    "adapter/does-not-fit",
    `${path} cannot be used with this model: ${reason}.`,
    "Use the model the adapter was trained on: `espalier runs show` names it.",
  );
