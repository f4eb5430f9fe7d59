import { describe, expect, it } from "vitest";
import { encodeFloat16, FLOAT16_VALUES, float16At } from "../../../src/gguf/float16.ts";
import { encodeBfloat16 } from "../../support/bfloat16.ts";
import golden from "../../fixtures/gguf/float16.json" with { type: "json" };

const values = Array.from({ length: Buffer.from(golden.values, "base64").length / 4 }, (_, i) =>
  Buffer.from(golden.values, "base64").readFloatLE(4 * i),
);

describe("float16", () => {
  it("rounds float32 values, ties and overflow included, as numpy does", () => {
    const expected = Buffer.from(golden.float16, "base64");
    expect(values.map(encodeFloat16)).toEqual(values.map((_, i) => expected.readUInt16LE(2 * i)));
  });

  it("rounds float32 values to bfloat16 as gguf does", () => {
    const expected = Buffer.from(golden.bfloat16, "base64");
    expect(values.map(encodeBfloat16)).toEqual(values.map((_, i) => expected.readUInt16LE(2 * i)));
  });

  it("encodes what it decodes, for all 65,536 patterns but the payloads of NaN", () => {
    expect(FLOAT16_VALUES).toHaveLength(65_536);
    const changed = [...FLOAT16_VALUES].filter((value, bits) => !Number.isNaN(value) && encodeFloat16(value) !== bits);
    expect(changed).toEqual([]);
    expect(FLOAT16_VALUES[encodeFloat16(NaN)]).toBeNaN();
  });

  it("decodes known values", () => {
    const known = [0x0000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x7c00, 0xfc00].map((bits) => FLOAT16_VALUES[bits]);
    expect(known).toEqual([0, 1, -2, 65_504, 2 ** -24, -0, Infinity, -Infinity]);
    expect(FLOAT16_VALUES[0x7e00]).toBeNaN();
    expect(float16At(Uint8Array.of(9, 0x00, 0x3c), 1)).toBe(1);
  });

  it("rounds float64 values once, not by way of float32", () => {
    // Just above the tie between 1 and the next float16: float32 would first round it onto the tie, then to even.
    expect(encodeFloat16(1 + 2 ** -11 + 2 ** -40)).toBe(0x3c01);
    expect(encodeFloat16(2 - 2 ** -40)).toBe(0x4000);
  });
});
