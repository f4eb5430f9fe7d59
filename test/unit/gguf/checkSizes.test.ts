import { describe, expect, it } from "vitest";
import { checkSizes } from "../../../src/gguf/checkSizes.ts";
import type { GgufTensorInfo, GgufValue } from "../../../src/gguf/types.ts";

const SOUND: Readonly<Record<string, number>> = {
  context_length: 256,
  embedding_length: 64,
  feed_forward_length: 128,
  "attention.head_count": 4,
  "attention.head_count_kv": 2,
  "attention.key_length": 16,
  "attention.value_length": 16,
  block_count: 2,
};
const BLOCK = ["ffn_up", "attn_q", "attn_k", "attn_v"];
const TENSORS = ["token_embd.weight", ...BLOCK.map((name) => `blk.0.${name}.weight`)];

const fileWith = (sizes: Readonly<Record<string, number | undefined>>, tensors: readonly string[] = TENSORS) => ({
  path: "m.gguf",
  metadata: new Map<string, GgufValue>([
    ["general.architecture", { type: "string", value: "llama" }],
    ...Object.entries({ ...SOUND, ...sizes }).flatMap(([name, value]): [string, GgufValue][] =>
      value === undefined ? [] : [[`llama.${name}`, { type: "uint32", value }]],
    ),
  ]),
  tensors: new Map(tensors.map((name) => [name, { name } as GgufTensorInfo])),
});

describe("checkSizes", () => {
  it("takes a model with sizes that models have, or that says nothing of them", () => {
    expect(() => checkSizes(fileWith({}))).not.toThrow();
    expect(() => checkSizes(fileWith({ block_count: 512 }))).not.toThrow();
    expect(() => checkSizes(fileWith({ block_count: undefined, context_length: undefined }))).not.toThrow();
  });

  it.each(Object.keys(SOUND))("refuses a model whose %s is 0", (name) => {
    expect(() => checkSizes(fileWith({ [name]: 0 }))).toThrow(
      `m.gguf: metadata key llama.${name} holds uint32 0; expected a positive integer.`,
    );
  });

  it("refuses more blocks than llama.cpp has room for", () => {
    expect(() => checkSizes(fileWith({ block_count: 1_000_000 }))).toThrow(
      "m.gguf: metadata key llama.block_count is 1000000; at most 512 is accepted.",
    );
  });

  it("takes a recurrent model, which has no heads, and a size for each block", () => {
    const recurrent = fileWith({ "attention.head_count": 0, feed_forward_length: 0 }, ["token_embd.weight"]);
    expect(() => checkSizes(recurrent)).not.toThrow();
    const each = fileWith({});
    each.metadata.set("llama.attention.head_count", { type: "array", itemType: "int32", value: Int32Array.of(4, 0) });
    expect(() => checkSizes(each)).not.toThrow();
  });
});
