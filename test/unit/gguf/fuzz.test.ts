import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { encodeHeader } from "../../../src/gguf/encodeHeader.ts";
import { readHeader, type GgufHeader } from "../../../src/gguf/header.ts";
import type { GgufArray, GgufScalar, GgufValue } from "../../../src/gguf/types.ts";
import { MemorySource } from "../../support/memorySource.ts";
import { mulberry32 } from "../../../src/base/mulberry32.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";
import { writeTinyModel } from "../../support/tinyModel.ts";

const CASES = 6000;
const PYTHON_FILE = join(import.meta.dirname, "../../fixtures/gguf/python.bin");
/** Bytes of memory that one byte of a header may become: a byte of a uint8 array becomes four, an empty string is a pointer. */
const MEMORY_PER_BYTE = 8;

async function undamagedFiles(): Promise<[python: Buffer, tiny: Buffer, long: Buffer]> {
  const path = join(temporaryFolder(), "tiny.gguf");
  await writeTinyModel(path, { blockCount: 1, type: "Q4_0", embedding: 32, feedForward: 32, heads: 1, kvHeads: 1 });
  return [await readFile(PYTHON_FILE), await readFile(path), longHeader()];
}

/** A header of several windows. */
function longHeader(): Buffer {
  const tokens = Array.from({ length: 30_000 }, (_, i) => `token ${i}`);
  const metadata = new Map<string, GgufValue>([
    ["tokens", { type: "array", itemType: "string", value: tokens }],
    ["types", { type: "array", itemType: "uint8", value: new Uint32Array(10_000) }],
    ["template", { type: "string", value: "x".repeat(1000) }],
  ]);
  return Buffer.from(encodeHeader(metadata, [], 32));
}

const INTERESTING = [
  0n,
  1n,
  9n,
  255n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** `original` with a few random wounds, most of them in the header's first bytes, where the structure is densest. */
function mutate(original: Buffer, random: () => number): Buffer {
  const below = (limit: number) => Math.floor(limit * random());
  let bytes = Buffer.from(original);
  for (let wounds = 1 + below(3); wounds > 0 && bytes.length > 8; wounds--) {
    const place = below(random() < 0.7 ? Math.min(2000, bytes.length - 8) : bytes.length - 8);
    const end = place + below(Math.min(200, bytes.length - place));
    switch (below(6)) {
      case 0:
        bytes[place] = below(256);
        break;
      case 1:
        bytes[place] = (bytes[place] ?? 0) ^ (1 << below(8));
        break;
      case 2:
        bytes.writeBigUInt64LE(INTERESTING[below(INTERESTING.length)] ?? 0n, place);
        break;
      case 3:
        bytes.writeUInt32LE(Number((INTERESTING[below(INTERESTING.length)] ?? 0n) & 0xffffffffn), place);
        break;
      case 4:
        bytes = bytes.subarray(0, below(bytes.length));
        break;
      default:
        // Leaves a piece out, or brings it twice.
        bytes = Buffer.concat([
          bytes.subarray(0, random() < 0.5 ? place : end),
          bytes.subarray(random() < 0.5 ? place : end),
        ]);
    }
  }
  return bytes;
}

/** A lower bound of what a header takes in memory. */
function memoryOf({ metadata }: GgufHeader): number {
  let total = 0;
  for (const [key, { value }] of metadata) total += key.length + memoryOfValue(value);
  return total;
}

function memoryOfValue(value: GgufScalar | GgufArray): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object") return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let total = 8 * value.length;
  for (const item of value) if (typeof item !== "number") total += memoryOfValue(item);
  return total;
}

describe("a damaged GGUF file", () => {
  it(`is read or refused with a UserError, within the memory it justifies, ${CASES} times`, async () => {
    const [python, tiny, long] = await undamagedFiles();
    const outcomes = new Map<string, number>();
    for (let seed = 0; seed < CASES; seed++) {
      const random = mulberry32(seed);
      const bytes = mutate(seed % 16 === 0 ? long : seed % 2 === 0 ? python : tiny, random);
      const source = new MemorySource(bytes);
      let outcome = "valid";
      try {
        const header = await readHeader(source);
        expect(memoryOf(header)).toBeLessThanOrEqual(MEMORY_PER_BYTE * bytes.length);
        let tensorBytes = 0;
        for (const tensor of header.tensors.values()) tensorBytes += tensor.sizeBytes;
        expect(tensorBytes).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`seed ${seed}: not a UserError`, { cause: error });
        outcome = error.code;
      }
      expect(source.overreaching, `seed ${seed} reads beyond the end`).toBe(0);
      // A value that crosses the end of a window is read again with the next one.
      expect(source.requestedBytes, `seed ${seed}`).toBeLessThanOrEqual(2 * bytes.length);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    // The wounds reach every part of the header.
    expect([...outcomes.keys()].sort()).toEqual(
      expect.arrayContaining([
        "gguf/bad-dimensions",
        "gguf/bad-value",
        "gguf/duplicate",
        "gguf/misaligned",
        "gguf/not-gguf",
        "gguf/overlap",
        "gguf/tensor-outside",
        "gguf/truncated",
        "gguf/unsupported-type",
        "gguf/unsupported-version",
        "valid",
      ]),
    );
  });
});
