import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import { encodeSafetensors, readSafetensors } from "../../../../src/engine/lora/safetensors.ts";
import { mulberry32 } from "../../../../src/base/mulberry32.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

/** A file with this header and so many bytes after it. */
function fileOf(header: string, dataBytes: number | Uint8Array = 0, headerBytes?: number | bigint): string {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerBytes ?? json.length));
  const data = typeof dataBytes === "number" ? Buffer.alloc(dataBytes) : dataBytes;
  return written(Buffer.concat([length, json, data]));
}

function written(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), "file.safetensors");
  writeFileSync(path, bytes);
  return path;
}

const entry = (dtype: string, shape: unknown, offsets: unknown): string =>
  JSON.stringify({ t: { dtype, shape, data_offsets: offsets } });

describe("safetensors", () => {
  it("reads back bit for bit what it wrote", async () => {
    const tensors = new Map([
      ["b", { shape: [2, 3], data: Float32Array.of(1, -0, NaN, Infinity, 1e-45, 0.1) }],
      ["a", { shape: [0, 4], data: new Float32Array(0) }],
      ["scalar", { shape: [], data: Float32Array.of(7) }],
    ]);
    const read = await readSafetensors(written(encodeSafetensors(tensors)));
    expect(new Map([...read].sort())).toEqual(new Map([...tensors].sort()));
    expect(Object.is(read.get("b")?.data[1], -0)).toBe(true);
  });

  it("aligns the tensors to 8 bytes", () => {
    const file = encodeSafetensors(new Map([["a", { shape: [1], data: Float32Array.of(1) }]]));
    expect(new DataView(file.buffer).getBigUint64(0, true) % 8n).toBe(0n);
  });

  it("widens float16 and bfloat16", async () => {
    const halves = Uint8Array.of(0x00, 0x3c, 0x00, 0xc0); // 1, -2
    expect((await readSafetensors(fileOf(entry("F16", [2], [0, 4]), halves))).get("t")?.data).toEqual(
      Float32Array.of(1, -2),
    );
    const brains = Uint8Array.of(0x80, 0x3f, 0x00, 0xc0); // 1, -2
    expect((await readSafetensors(fileOf(entry("BF16", [2], [0, 4]), brains))).get("t")?.data).toEqual(
      Float32Array.of(1, -2),
    );
  });

  it("refuses to encode values that do not fill their shape", () => {
    const tensors = new Map([["a", { shape: [2, 2], data: new Float32Array(3) }]]);
    expect(() => encodeSafetensors(tensors)).toThrow("tensor a of shape [2, 2] cannot hold 3 values");
  });

  it.each([
    ["an empty file", () => written(new Uint8Array(0)), "it has only 0 bytes"],
    ["a header longer than the file", () => fileOf("{}", 0, 3), "its header claims 3 bytes, at most 2 are possible"],
    ["a header of 2^64 - 1 bytes", () => fileOf("{}", 0, 2n ** 64n - 1n), "its header claims 18446744073709551615"],
    ["a header that is no JSON", () => fileOf("{]"), "its header is not JSON"],
    ["a header that is a list", () => fileOf("[]"), "its header is not a JSON object"],
    ["a tensor that is a number", () => fileOf('{"t":1}'), "tensor t is not described by an object"],
    ["a negative size", () => fileOf(entry("F32", [-1], [0, 4]), 4), "tensor t has no valid shape and place"],
    ["one offset", () => fileOf(entry("F32", [1], [0]), 4), "tensor t has no valid shape and place"],
    ["offsets in reverse", () => fileOf(entry("F32", [1], [4, 0]), 4), "takes 4 bytes of F32, not -4"],
    ["a shape larger than its bytes", () => fileOf(entry("F32", [1e9, 1e9], [0, 4]), 4), "of F32, not 4"],
    ["a tensor beyond the end", () => fileOf(entry("F32", [2], [0, 8]), 4), "its tensors take 8 bytes, it holds 4"],
    ["bytes of no tensor", () => fileOf(entry("F32", [1], [0, 4]), 8), "its tensors take 4 bytes, it holds 8"],
    ["a gap", () => fileOf(entry("F32", [1], [4, 8]), 8), "tensor t begins at byte 4, expected 0"],
    [
      "tensors that share bytes",
      () =>
        fileOf(
          '{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"u":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
          4,
        ),
      "tensor u begins at byte 0, expected 4",
    ],
  ])("refuses %s", async (_, file, message) => {
    const reading = readSafetensors(file());
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ name: "UserError", code: "safetensors/damaged" });
  });

  it("names the type it does not know", async () => {
    await expect(readSafetensors(fileOf(entry("I64", [1], [0, 8]), 8))).rejects.toThrow(
      "tensor t has type I64; supported are F32, F16, BF16",
    );
  });

  it("says which file is missing", async () => {
    await expect(readSafetensors("/nowhere/at.safetensors")).rejects.toMatchObject({ code: "safetensors/not-found" });
  });

  it("answers a thousand damaged files with a clear error or sound tensors", async () => {
    const random = mulberry32(0);
    const sound = encodeSafetensors(
      new Map([
        ["a", { shape: [2, 3], data: new Float32Array(6).fill(1) }],
        ["b", { shape: [4], data: new Float32Array(4).fill(2) }],
      ]),
    );
    const path = join(temporaryFolder(), "fuzzed.safetensors");
    let refused = 0;
    for (let round = 0; round < 1000; round++) {
      const bytes = sound.slice(0, round % 3 === 0 ? Math.floor(random() * sound.length) : sound.length);
      for (let flips = 0; flips < 3; flips++) {
        const place = Math.floor(random() * bytes.length);
        if (place < bytes.length) bytes[place] = Math.floor(random() * 256);
      }
      writeFileSync(path, bytes);
      try {
        for (const { shape, data } of (await readSafetensors(path)).values()) {
          expect(data.length).toBe(shape.reduce((count, size) => count * size, 1));
        }
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
  });
});
