import { describe, expect, it } from "vitest";
import { BLOCKS, GGML_TYPES } from "../../../src/gguf/blocks.ts";
import { dequantize } from "../../../src/gguf/dequantize.ts";
import type { GgmlType } from "../../../src/gguf/types.ts";
import goldenFile from "../../fixtures/gguf/dequantize.json" with { type: "json" };

const golden: Readonly<Record<GgmlType, { readonly blocks: string; readonly values: string }>> = goldenFile;

describe("dequantize", () => {
  it.each(GGML_TYPES)("gives the values of gguf's numpy dequantizer, bit for bit, for blocks of %s", (type) => {
    const blocks = Buffer.from(golden[type].blocks, "base64");
    const expected = Buffer.from(golden[type].values, "base64");
    const out = new Float32Array(expected.length / 4);
    dequantize(type, blocks, out);
    expect(differences(out, expected)).toEqual([]);
  });

  it("reads bytes and fills arrays that do not start their buffers", () => {
    for (const type of GGML_TYPES) {
      const blocks = Buffer.from(golden[type].blocks, "base64");
      const expected = Buffer.from(golden[type].values, "base64");
      const shifted = new Uint8Array(blocks.length + 3).subarray(3);
      shifted.set(blocks);
      const around = new Float32Array(expected.length / 4 + 2);
      dequantize(type, shifted, around.subarray(1, -1));
      expect(differences(around.subarray(1, -1), expected)).toEqual([]);
      expect([around[0], around.at(-1)]).toEqual([0, 0]);
    }
  });

  it.each(GGML_TYPES)("refuses bytes of %s that do not fit the element count", (type) => {
    const { blockElements, blockBytes } = BLOCKS[type];
    const out = new Float32Array(2 * blockElements);
    expect(() => dequantize(type, new Uint8Array(2 * blockBytes - 1), out)).toThrow(RangeError);
    expect(() => dequantize(type, new Uint8Array(3 * blockBytes), out)).toThrow(
      `${2 * blockElements} elements of ${type} take ${2 * blockBytes} bytes, got ${3 * blockBytes}`,
    );
  });

  it("refuses an element count that cuts a block", () => {
    expect(() => dequantize("Q4_K", new Uint8Array(72), new Float32Array(128))).toThrow(RangeError);
  });
});

/** Indices where the bits differ; one NaN is as good as another. */
function differences(values: Float32Array, expected: Uint8Array): { index: number; found: number; expected: number }[] {
  const view = new DataView(expected.buffer, expected.byteOffset, expected.byteLength);
  return Array.from(values, (found, index) => ({ index, found, expected: view.getFloat32(4 * index, true) })).filter(
    ({ found, expected: wanted }) => !Object.is(found, wanted),
  );
}
