import { mkdir, open, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openGguf } from "../../../src/gguf/open.ts";
import type { GgufFile } from "../../../src/gguf/types.ts";
import golden from "../../fixtures/gguf/python.json" with { type: "json" };
import { rawGguf, rawTensor, withData } from "../../support/rawGguf.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const PYTHON_FILE = join(import.meta.dirname, "../../fixtures/gguf/python.bin");
const F32 = 0;
const Q8_0 = 8;

async function using<T>(path: string, use: (file: GgufFile) => Promise<T>): Promise<T> {
  const file = await openGguf(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

describe("openGguf", () => {
  it("reads every value of a file that the Python package gguf wrote", async () => {
    await using(PYTHON_FILE, async ({ metadata, sizeBytes }) => {
      expect(sizeBytes).toBe((await readFile(PYTHON_FILE)).length);
      expect(metadata.get("general.architecture")).toEqual({ type: "string", value: "llama" });
      expect(metadata.get("general.alignment")).toEqual({ type: "uint32", value: 64 });
      for (const [key, [type, value]] of Object.entries(golden.scalars)) {
        const found = metadata.get(key);
        expect([key, found?.type]).toEqual([key, type]);
        expect(String(found?.value).toLowerCase()).toBe(value?.toLowerCase());
      }
      const arrays = Object.fromEntries(
        Object.keys(golden.arrays).map((key) => [key, [...(metadata.get(key)?.value as Iterable<unknown>)]]),
      );
      expect(arrays).toEqual(golden.arrays);
      expect(metadata.get("test.int32s")?.value).toBeInstanceOf(Int32Array);
      expect(metadata.get("test.uint16s")).toEqual({
        type: "array",
        itemType: "uint16",
        value: Uint32Array.of(1, 65_535),
      });
      expect(metadata.get("test.int64s")?.value).toEqual([-(2n ** 63n), 5n]);
      expect(metadata.size).toBe(Object.keys(golden.scalars).length + Object.keys(golden.arrays).length + 4);
    });
  });

  it("reads every tensor of a file that the Python package gguf wrote", async () => {
    await using(PYTHON_FILE, async (file) => {
      expect([...file.tensors.keys()]).toEqual(Object.keys(golden.tensors));
      for (const [name, expected] of Object.entries(golden.tensors)) {
        const tensor = file.tensors.get(name);
        expect([tensor?.type, tensor?.shape]).toEqual([expected.type, expected.shape]);
        expect(Buffer.from(await file.readTensor(name)).toString("base64")).toBe(expected.bytes);
      }
    });
  });

  it("reads some rows of a tensor, a row being a run of its last dimension", async () => {
    await using(PYTHON_FILE, async (file) => {
      const all = await file.readTensor("blk.0.ffn_up.weight");
      const rowBytes = all.length / 6;
      const rows = await file.readTensor("blk.0.ffn_up.weight", { firstRow: 2, rowCount: 3 });
      expect(rows).toEqual(all.subarray(2 * rowBytes, 5 * rowBytes));
      expect(await file.readTensor("blk.0.ffn_up.weight", { firstRow: 6, rowCount: 0 })).toHaveLength(0);
      for (const [firstRow, rowCount] of [
        [5, 2],
        [-1, 2],
        [0.5, 1],
        [0, -1],
      ] as const)
        await expect(file.readTensor("blk.0.ffn_up.weight", { firstRow, rowCount })).rejects.toThrow(RangeError);
    });
  });

  it("gives bytes that a Float32Array can view", async () => {
    await using(PYTHON_FILE, async (file) => {
      const bytes = await file.readTensor("blk.0.attn_q.weight", { firstRow: 1, rowCount: 1 });
      expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, 68]);
    });
  });

  it("reads tensors beyond 4 GiB without reading what lies before them", async () => {
    const path = join(temporaryFolder(), "large.gguf");
    const rows = 2 ** 22;
    const firstBytes = (rows * 1024 * 34) / 32;
    const header = withData(
      rawGguf({ tensorCount: 2 }, rawTensor("first", [1024, rows], Q8_0, 0), rawTensor("second", [2], F32, firstBytes)),
      0,
    );
    const handle = await open(path, "w");
    await handle.write(header, 0, header.length, 0);
    await handle.write(Buffer.from(Float32Array.of(1.5, -2).buffer), 0, 8, header.length + firstBytes);
    await handle.close();
    await using(path, async (file) => {
      expect(file.sizeBytes).toBeGreaterThan(2 ** 32);
      expect(new Float32Array((await file.readTensor("second")).buffer as ArrayBuffer)).toEqual(
        Float32Array.of(1.5, -2),
      );
      expect(await file.readTensor("first", { firstRow: rows - 1, rowCount: 1 })).toEqual(new Uint8Array(1088));
      await expect(file.readTensor("first")).rejects.toThrow(/do not fit one buffer .* read them by rows/);
    });
  });

  it("names a tensor that is not there", async () => {
    await using(PYTHON_FILE, async (file) => {
      await expect(file.readTensor("blk.9.attn_q.weight")).rejects.toMatchObject({
        code: "gguf/no-tensor",
        message: `${PYTHON_FILE} has no tensor blk.9.attn_q.weight.`,
      });
    });
  });

  it("names the tensor whose bytes are gone when the file was cut after opening", async () => {
    const path = join(temporaryFolder(), "cut.gguf");
    const bytes = await readFile(PYTHON_FILE);
    await writeFile(path, bytes);
    await using(path, async (file) => {
      await truncate(path, bytes.length - 100);
      await expect(file.readTensor("output.weight")).rejects.toMatchObject({
        code: "gguf/truncated",
        message: expect.stringContaining("ends inside tensor output.weight: 12 bytes are needed") as string,
      });
    });
  });

  it("says when there is no file, or a folder", async () => {
    const folder = temporaryFolder();
    await expect(openGguf(join(folder, "none.gguf"))).rejects.toMatchObject({ code: "gguf/not-found" });
    await mkdir(join(folder, "folder.gguf"));
    await expect(openGguf(join(folder, "folder.gguf"))).rejects.toMatchObject({
      code: "gguf/unreadable",
      message: `${join(folder, "folder.gguf")} cannot be read: it is not a file.`,
    });
  });

  it("refuses a file cut off anywhere before the end of its last tensor", async () => {
    const bytes = await readFile(PYTHON_FILE);
    const paddingBytes = 52;
    const path = join(temporaryFolder(), "cut.gguf");
    for (let size = 0; size < bytes.length - paddingBytes; size += 37) {
      await writeFile(path, bytes.subarray(0, size));
      await expect(openGguf(path)).rejects.toMatchObject({ name: "UserError" });
    }
  });
});
