import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { readHeader } from "../../../src/gguf/header.ts";
import { MemorySource } from "../../support/memorySource.ts";
import { rawGguf, rawPair, rawTensor, text, u32, u64, withData } from "../../support/rawGguf.ts";

const UINT8 = 0;
const UINT32 = 4;
const BOOL = 7;
const STRING = 8;
const ARRAY = 9;
const F32 = 0;
const Q4_0 = 2;

/** The code and message of the error that `bytes` end in. */
async function refusal(bytes: Uint8Array): Promise<[code: string, message: string]> {
  const error: unknown = await readHeader(new MemorySource(bytes)).catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw new Error(`expected a UserError, got ${String(error)}`);
  expect(error.hint).not.toBe("");
  return [error.code, error.message];
}

/** A file of one tensor, with room for `dataBytes` behind the header. */
function oneTensor(ne: readonly (number | bigint)[], code: number, dataBytes: number, offset = 0): Buffer {
  return withData(rawGguf({ tensorCount: 1 }, rawTensor("blk.0.attn_q.weight", ne, code, offset)), dataBytes);
}

describe("readHeader", () => {
  it("reads an empty file of version 2 and of version 3", async () => {
    for (const version of [2, 3]) {
      const { metadata, tensors } = await readHeader(new MemorySource(rawGguf({ version })));
      expect([metadata.size, tensors.size]).toEqual([0, 0]);
    }
  });

  it("gives tensors row-major shapes and places from the start of the file", async () => {
    const bytes = withData(
      rawGguf({ tensorCount: 2 }, rawTensor("a", [3, 5], F32, 0), rawTensor("scalar", [], F32, 64)),
      68,
    );
    const { tensors } = await readHeader(new MemorySource(bytes));
    const start = bytes.length - 68;
    expect([...tensors.values()]).toEqual([
      { name: "a", type: "F32", shape: [5, 3], elementCount: 15, offsetBytes: start, sizeBytes: 60 },
      { name: "scalar", type: "F32", shape: [], elementCount: 1, offsetBytes: start + 64, sizeBytes: 4 },
    ]);
  });

  it("reads arrays in arrays", async () => {
    const inner = [u32(STRING), u64(1), text("x")];
    const bytes = rawGguf({ pairCount: 1 }, rawPair("nested", ARRAY, u32(ARRAY), u64(2), ...inner, ...inner));
    const { metadata } = await readHeader(new MemorySource(bytes));
    expect(metadata.get("nested")).toEqual({ type: "array", itemType: "array", value: [["x"], ["x"]] });
  });

  it("reads values that lie across the edge of a window", async () => {
    const long = "w".repeat(256 * 1024 - 3);
    const bytes = rawGguf({ pairCount: 2 }, rawPair("long", STRING, text(long)), rawPair("next", UINT32, u32(7)));
    const { metadata } = await readHeader(new MemorySource(bytes));
    expect(metadata.get("long")?.value).toBe(long);
    expect(metadata.get("next")?.value).toBe(7);
  });
});

describe("readHeader refuses", () => {
  const foreign: readonly (readonly [name: string, bytes: Buffer, found: string])[] = [
    ["an empty file", Buffer.alloc(0), "it is empty"],
    ["a GGML file", Buffer.concat([u32(0x67676d6c), Buffer.alloc(60)]), "an old GGML model"],
    ["a GGJT file", Buffer.concat([u32(0x67676a74), Buffer.alloc(60)]), "an old GGJT model"],
    ["a safetensors file", Buffer.concat([u64(300), Buffer.from('{"model.embed')]), "a safetensors file"],
    [
      "a Git LFS pointer",
      Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a"),
      "a Git LFS pointer",
    ],
    ["an HTML page", Buffer.from("\n  <!DOCTYPE html><html><head>"), "an HTML page"],
    ["an HTML page without doctype", Buffer.from("<HTML lang=en><body>404"), "an HTML page"],
    ["an XML error", Buffer.from('<?xml version="1.0"?><Error>'), "an XML document"],
    ["a PyTorch checkpoint", Buffer.from("PK\x03\x04\x00\x00aaaaaaaaaaaaaaaaaaaaaa"), "a ZIP archive"],
    ["other bytes", Buffer.from([0x7f, 0x45, 0x4c, 0x46]), "something else, beginning with the bytes 7f 45 4c 46"],
    ["the first letters of GGUF", Buffer.from("GGU"), "something else, beginning with the bytes 47 47 55"],
  ];
  it.each(foreign)("%s, saying what it is", async (_name, bytes, found) => {
    const [code, message] = await refusal(bytes);
    expect(code).toBe("gguf/not-gguf");
    expect(message).toContain(found);
  });

  it("a big-endian file", async () => {
    expect(await refusal(rawGguf({ version: 0x03000000 }))).toEqual([
      "gguf/big-endian",
      "memory.gguf is a big-endian GGUF file; only little-endian ones are supported.",
    ]);
  });

  it.each([0, 1, 4])("version %i", async (version) => {
    expect(await refusal(rawGguf({ version }))).toEqual([
      "gguf/unsupported-version",
      `memory.gguf is GGUF version ${version}; versions 2 and 3 are supported.`,
    ]);
  });

  it("counts that the rest of the file cannot hold", async () => {
    for (const counts of [{ tensorCount: 2 ** 40 }, { pairCount: 2 ** 40 }, { tensorCount: 1 }, { pairCount: 1 }]) {
      const [code, message] = await refusal(rawGguf(counts));
      expect(code).toBe("gguf/truncated");
      expect(message).toMatch(
        /ends inside the list of \d+ metadata keys and \d+ tensors: \d+ bytes are needed at byte 24/,
      );
    }
  });

  it("a string longer than the file, naming its key", async () => {
    const [code, message] = await refusal(rawGguf({ pairCount: 1 }, rawPair("general.name", STRING, u64(2n ** 63n))));
    expect(code).toBe("gguf/truncated");
    expect(message).toContain("inside metadata key general.name: 9223372036854776000 bytes are needed at byte 56");
  });

  it("an array longer than the file, whatever its items", async () => {
    for (let itemType = 0; itemType <= 12; itemType++) {
      const bytes = rawGguf({ pairCount: 1 }, rawPair("k", ARRAY, u32(itemType), u64(2 ** 33)));
      expect((await refusal(bytes))[0]).toBe("gguf/truncated");
    }
  });

  it("arrays nested without end", async () => {
    const levels = Array.from({ length: 1000 }, () => [u32(ARRAY), u64(1)]).flat();
    const [code, message] = await refusal(rawGguf({ pairCount: 1 }, rawPair("deep", ARRAY, ...levels)));
    expect(code).toBe("gguf/too-large");
    expect(message).toBe("memory.gguf: the depth of arrays in metadata key deep is 5; at most 4 is accepted.");
  });

  it("more array items than any vocabulary, though the file could hold them", async () => {
    const count = 8 * 1024 * 1024 + 1;
    const bytes = rawGguf({ pairCount: 1 }, rawPair("k", ARRAY, u32(UINT8), u64(count), Buffer.alloc(count)));
    expect((await refusal(bytes))[0]).toBe("gguf/too-large");
  });

  it("more arrays in an array than memory bears, though the file could hold them", async () => {
    const count = 1024 * 1024;
    const bytes = rawGguf({ pairCount: 1 }, rawPair("k", ARRAY, u32(ARRAY), u64(count), Buffer.alloc(12 * count)));
    expect((await refusal(bytes))[0]).toBe("gguf/too-large");
  });

  it("more keys or tensors than any model has, though the file could hold them", async () => {
    const room = Buffer.alloc(24 * 1024 * 1024 + 24);
    for (const counts of [{ tensorCount: 1024 * 1024 + 1 }, { pairCount: 1024 * 1024 + 1 }]) {
      expect(await refusal(rawGguf(counts, room))).toEqual([
        "gguf/too-large",
        "memory.gguf: the number of metadata keys or tensors is 1048577; at most 1048576 is accepted.",
      ]);
    }
  });

  it("a header of many long strings in a file of terabytes of nothing", async () => {
    const pair = (key: string) => rawPair(key, STRING, u64(60_000_000));
    const keys = ["a", "b", "c", "d", "e"].map(pair);
    const starts = keys.map((_, i) => 24 + i * (60_000_000 + 21));
    const source = {
      path: "sparse.gguf",
      sizeBytes: 2 ** 42,
      async read(position: number, length: number) {
        const bytes = new Uint8Array(length);
        const islands = [rawGguf({ pairCount: 5 }), ...keys];
        for (const [i, island] of islands.entries()) {
          const start = (i === 0 ? 0 : (starts[i - 1] ?? 0)) - position;
          if (start >= 0 && start < length) bytes.set(island.subarray(0, length - start), start);
        }
        return bytes;
      },
    };
    await expect(readHeader(source)).rejects.toMatchObject({
      code: "gguf/too-large",
      message: "sparse.gguf: the header's size up to metadata key e is 300000129; at most 268435456 is accepted.",
    });
  });

  it("names that would rewrite the terminal, without showing them as they are", async () => {
    const [, message] = await refusal(rawGguf({ pairCount: 1 }, rawPair(`\u001b[2J${"x".repeat(500)}`, 13, u32(0))));
    expect(message).toContain("metadata key \uFFFD[2Jxxx");
    expect(message.length).toBeLessThan(300);
  });

  it("an unknown value type, and a bool that is neither 0 nor 1", async () => {
    expect(await refusal(rawGguf({ pairCount: 1 }, rawPair("k", 13, u32(0))))).toEqual([
      "gguf/bad-value",
      "memory.gguf: the value type of metadata key k is 13; expected 0 to 12.",
    ]);
    expect(await refusal(rawGguf({ pairCount: 1 }, rawPair("k", BOOL, Buffer.of(2))))).toEqual([
      "gguf/bad-value",
      "memory.gguf: a bool of metadata key k is 2; expected 0 or 1.",
    ]);
  });

  it("a key or a tensor that comes twice", async () => {
    const pair = rawPair("general.name", UINT32, u32(1));
    expect(await refusal(rawGguf({ pairCount: 2 }, pair, pair))).toEqual([
      "gguf/duplicate",
      "memory.gguf holds metadata key general.name twice.",
    ]);
    const tensor = rawTensor("output.weight", [8], F32, 0);
    expect(await refusal(withData(rawGguf({ tensorCount: 2 }, tensor, tensor), 32))).toEqual([
      "gguf/duplicate",
      "memory.gguf holds tensor output.weight twice.",
    ]);
  });

  it("an alignment that is no power of two or no uint32", async () => {
    for (const value of [0, 24]) {
      const bytes = rawGguf({ pairCount: 1 }, rawPair("general.alignment", UINT32, u32(value)));
      expect(await refusal(bytes)).toEqual([
        "gguf/bad-value",
        `memory.gguf: metadata key general.alignment is ${value}; expected a uint32 that is a power of two.`,
      ]);
    }
    const [, message] = await refusal(rawGguf({ pairCount: 1 }, rawPair("general.alignment", STRING, text("32"))));
    expect(message).toContain("is a value of type string; expected a uint32");
  });

  it("one part of a split model", async () => {
    const count = rawPair("split.count", 2, Buffer.of(3, 0));
    const index = rawPair("split.no", 2, Buffer.of(1, 0));
    const [code, message] = await refusal(rawGguf({ pairCount: 2 }, count, index));
    expect(code).toBe("gguf/split");
    expect(message).toContain("is part 2 of 3 of a split model");
    const whole = rawGguf({ pairCount: 1 }, rawPair("split.count", 2, Buffer.of(1, 0)));
    expect((await readHeader(new MemorySource(whole))).metadata.size).toBe(1);
  });

  it("a tensor type it does not read, by llama.cpp's name where there is one", async () => {
    for (const [code, name] of [
      [16, "IQ2_XXS"],
      [39, "MXFP4"],
      [99, "number 99"],
    ] as const) {
      expect(await refusal(oneTensor([256], code, 256))).toEqual([
        "gguf/unsupported-type",
        `memory.gguf: tensor blk.0.attn_q.weight has type ${name}; supported are F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, ` +
          "Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, BF16.",
      ]);
    }
  });

  it("dimensions that are too many, zero, overflowing or that cut a block", async () => {
    expect(await refusal(oneTensor([1, 1, 1, 1, 1], F32, 64))).toEqual([
      "gguf/bad-value",
      "memory.gguf: the dimension count of tensor blk.0.attn_q.weight is 5; expected at most 4.",
    ]);
    expect(await refusal(oneTensor([4, 0], F32, 64))).toEqual([
      "gguf/bad-dimensions",
      "memory.gguf: tensor blk.0.attn_q.weight has dimensions [4, 0]: each must be at least 1.",
    ]);
    for (const ne of [[2n ** 64n - 1n], [2 ** 31, 2 ** 31, 2 ** 31], [2n ** 63n, 2]]) {
      const [code, message] = await refusal(oneTensor(ne, F32, 64));
      expect(code).toBe("gguf/bad-dimensions");
      expect(message).toContain("more elements than any file can hold");
    }
    expect((await refusal(oneTensor([48], Q4_0, 64)))[1]).toContain("[48]: rows of Q4_0 must be a multiple of 32 long");
  });

  it("a tensor that is misaligned, outside the file, or over another one", async () => {
    expect(await refusal(oneTensor([8], F32, 64, 8))).toEqual([
      "gguf/misaligned",
      "memory.gguf: tensor blk.0.attn_q.weight lies at offset 8; expected a multiple of the alignment 32.",
    ]);
    const [code, message] = await refusal(oneTensor([8], F32, 31));
    expect(code).toBe("gguf/tensor-outside");
    expect(message).toMatch(/tensor blk\.0\.attn_q\.weight ends at byte 128; the file has 127\.$/);
    expect((await refusal(oneTensor([8], F32, 64, 2 ** 40)))[0]).toBe("gguf/tensor-outside");
    const overlapping = rawGguf({ tensorCount: 2 }, rawTensor("a", [16], F32, 32), rawTensor("b", [16], F32, 0));
    expect(await refusal(withData(overlapping, 128))).toEqual([
      "gguf/overlap",
      "memory.gguf: tensors b and a share bytes.",
    ]);
  });

  it("a file that shrinks while it is read", async () => {
    const bytes = rawGguf({ pairCount: 1 }, rawPair("key", UINT32, u32(1)));
    const source = { path: "shrunk.gguf", sizeBytes: bytes.length, read: async () => bytes.subarray(0, 20) };
    await expect(readHeader(source)).rejects.toThrow(/shrunk.gguf ends inside the header/);
  });
});
