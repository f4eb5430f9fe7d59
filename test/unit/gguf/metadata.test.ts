import { describe, expect, it } from "vitest";
import { architectureKey, metadataCount, metadataNumber, metadataString } from "../../../src/gguf/metadata.ts";
import type { GgufValue } from "../../../src/gguf/types.ts";

const values: readonly (readonly [string, GgufValue])[] = [
  ["general.architecture", { type: "string", value: "llama" }],
  ["llama.block_count", { type: "uint32", value: 30 }],
  ["llama.rope.freq_base", { type: "float32", value: 0.5 }],
  ["long", { type: "uint64", value: 5n }],
  ["too.long", { type: "uint64", value: 2n ** 60n }],
  ["negative", { type: "int32", value: -1 }],
  ["add_bos", { type: "bool", value: false }],
  ["tokens", { type: "array", itemType: "string", value: ["a", "b"] }],
  ["scores", { type: "array", itemType: "float32", value: Float32Array.of(1.5) }],
];
const file = { path: "m.gguf", metadata: new Map(values) };

describe("metadata readers", () => {
  it("give numbers of every numeric type", () => {
    expect(metadataNumber(file, "llama.block_count")).toBe(30);
    expect(metadataNumber(file, "llama.rope.freq_base")).toBe(0.5);
    expect(metadataNumber(file, "long")).toBe(5);
    expect(metadataCount(file, architectureKey(file, "block_count"))).toBe(30);
  });

  it("give strings", () => {
    expect(metadataString(file, "general.architecture")).toBe("llama");
  });

  it("give the fallback for an absent key only", () => {
    expect(metadataNumber(file, "absent", 0)).toBe(0);
    expect(metadataString(file, "absent", "")).toBe("");
    expect(() => metadataNumber(file, "tokens", 0)).toThrow(/expected a number/);
  });

  it("name an absent key", () => {
    expect(() => metadataNumber(file, "llama.context_length")).toThrow(
      expect.objectContaining({
        code: "gguf/missing-key",
        message: "m.gguf lacks the metadata key llama.context_length.",
      }) as Error,
    );
  });

  it.each([
    ["uint32 30", "a string", () => metadataString(file, "llama.block_count")],
    ["a string", "a number", () => metadataNumber(file, "general.architecture")],
    ["uint64 1152921504606846976", "a number", () => metadataNumber(file, "too.long")],
    ["an array of string", "a string", () => metadataString(file, "tokens")],
    ["an array of float32", "a number", () => metadataNumber(file, "scores")],
    ["int32 -1", "a positive integer", () => metadataCount(file, "negative")],
    ["float32 0.5", "a positive integer", () => metadataCount(file, "llama.rope.freq_base")],
    ["bool false", "a number", () => metadataNumber(file, "add_bos")],
  ])("say that a key holds %s where %s is expected", (found, expected, read) => {
    expect(read).toThrow(
      expect.objectContaining({
        code: "gguf/wrong-type",
        message: expect.stringContaining(`holds ${found}; expected ${expected}.`) as string,
      }) as Error,
    );
  });
});
