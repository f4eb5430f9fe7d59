import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openGguf } from "../../../src/gguf/open.ts";
import type { GgufValue } from "../../../src/gguf/types.ts";
import { writeGguf, type GgufContent, type GgufTensorSource } from "../../../src/gguf/write.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";
import { writeTinyModel } from "../../support/tinyModel.ts";

const PYTHON_FILE = join(import.meta.dirname, "../../fixtures/gguf/python.bin");

/** Reads a file and writes what was read, tensor after tensor. */
async function copy(from: string, to: string): Promise<void> {
  const file = await openGguf(from);
  const tensors = [...file.tensors.values()].map((tensor) => ({ ...tensor, data: () => file.readTensor(tensor.name) }));
  const alignment = Number(file.metadata.get("general.alignment")?.value ?? 32);
  await writeGguf(to, { metadata: file.metadata, tensors, alignment });
  await file.close();
}

async function metadataRoundTrip(metadata: GgufContent["metadata"]): Promise<ReadonlyMap<string, GgufValue>> {
  const path = join(temporaryFolder(), "metadata.gguf");
  await writeGguf(path, { metadata, tensors: [] });
  const file = await openGguf(path);
  await file.close();
  return file.metadata;
}

const tensor: GgufTensorSource = { name: "t", type: "F32", shape: [2], data: new Uint8Array(8) };

describe("writeGguf", () => {
  // gguf's own reader (make.py with the path of a file) was also seen to list all keys and tensors of a tiny model.
  it("writes byte for byte the file that the Python package gguf writes", async () => {
    const path = join(temporaryFolder(), "copy.gguf");
    await copy(PYTHON_FILE, path);
    expect(await readFile(path)).toEqual(await readFile(PYTHON_FILE));
  });

  it("writes a model again exactly", async () => {
    const folder = temporaryFolder();
    await writeTinyModel(join(folder, "a.gguf"), { architecture: "qwen3", type: "Q5_1" });
    await copy(join(folder, "a.gguf"), join(folder, "b.gguf"));
    expect((await readFile(join(folder, "b.gguf"))).equals(await readFile(join(folder, "a.gguf")))).toBe(true);
  });

  it("keeps the type and the value of every kind of metadata", async () => {
    const metadata = new Map<string, GgufValue>([
      ["uint8", { type: "uint8", value: 255 }],
      ["int8", { type: "int8", value: -128 }],
      ["uint16", { type: "uint16", value: 65_535 }],
      ["int16", { type: "int16", value: -32_768 }],
      ["uint32", { type: "uint32", value: 2 ** 32 - 1 }],
      ["int32", { type: "int32", value: -(2 ** 31) }],
      ["uint64", { type: "uint64", value: 2n ** 64n - 1n }],
      ["int64", { type: "int64", value: -(2n ** 63n) }],
      ["float32", { type: "float32", value: 0.5 }],
      ["float64", { type: "float64", value: 0.1 }],
      ["bool", { type: "bool", value: true }],
      ["string", { type: "string", value: "\uFEFFĠ木🌳\0" }],
      ["uint8s", { type: "array", itemType: "uint8", value: Uint32Array.of(0, 255) }],
      ["int16s", { type: "array", itemType: "int16", value: Int32Array.of(-32_768, 32_767) }],
      ["float32s", { type: "array", itemType: "float32", value: Float32Array.of(0.1, -0) }],
      ["float64s", { type: "array", itemType: "float64", value: [0.1, Infinity] }],
      ["uint64s", { type: "array", itemType: "uint64", value: [0n, 2n ** 64n - 1n] }],
      ["bools", { type: "array", itemType: "bool", value: [true, false] }],
      ["strings", { type: "array", itemType: "string", value: ["", "Ġ", "a".repeat(100_000)] }],
      ["nothing", { type: "array", itemType: "string", value: [] }],
    ]);
    expect(await metadataRoundTrip(metadata)).toEqual(metadata);
  });

  it("records an alignment other than 32 and keeps to it", async () => {
    const path = join(temporaryFolder(), "aligned.gguf");
    await writeGguf(path, { metadata: [], tensors: [tensor, { ...tensor, name: "u" }], alignment: 128 });
    const file = await openGguf(path);
    expect(file.metadata.get("general.alignment")).toEqual({ type: "uint32", value: 128 });
    expect([...file.tensors.values()].map(({ offsetBytes }) => offsetBytes)).toEqual([128, 256]);
    await file.close();
  });

  it.each<[string, GgufValue]>([
    ["an integer that its type cannot hold", { type: "uint8", value: 256 }],
    ["a negative uint64", { type: "uint64", value: -1n }],
    ["a fraction as an integer", { type: "int32", value: 1.5 }],
    ["a string as a bool", { type: "bool", value: "true" }],
    ["an array as a number", { type: "uint32", value: [1] }],
    ["a number as an array", { type: "array", itemType: "uint32", value: 1 }],
    ["an array without item type", { type: "array", value: [1] }],
    ["an array of arrays", { type: "array", itemType: "array", value: [[1]] }],
    ["a wrong item", { type: "array", itemType: "string", value: ["a", 1] }],
  ])("refuses %s", async (_name, value) => {
    await expect(metadataRoundTrip([["key", value]])).rejects.toThrow(RangeError);
  });

  it.each<[string, Partial<GgufContent>, string]>([
    ["a key given twice", { metadata: [["k", { type: "bool", value: true }], ["k", { type: "bool", value: true }]] }, "metadata key k is given twice"], // prettier-ignore
    ["a tensor given twice", { tensors: [tensor, tensor] }, "tensor t is given twice"],
    ["bytes that do not fit the shape", { tensors: [{ ...tensor, shape: [3] }] }, "tensor t takes 12 bytes, got 8"],
    ["rows that cut a block", { tensors: [{ ...tensor, type: "Q4_0" }] }, "tensor t of shape [2] cannot be Q4_0"],
    ["an empty dimension", { tensors: [{ ...tensor, shape: [0, 2] }] }, "tensor t of shape [0, 2] cannot be F32"],
    ["an alignment of 48", { alignment: 48 }, "alignment 48 is not a power of two"],
  ])("refuses %s and leaves no file", async (_name, content, message) => {
    const folder = temporaryFolder();
    const written = writeGguf(join(folder, "bad.gguf"), { metadata: [], tensors: [], ...content });
    await expect(written).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });

  it("leaves the old file when a tensor's data fails to come", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "model.gguf");
    await writeFile(path, "old");
    const failing = { ...tensor, name: "u", data: () => Promise.reject(new Error("no data")) };
    await expect(writeGguf(path, { metadata: [], tensors: [tensor, failing] })).rejects.toThrow("no data");
    expect(await readdir(folder)).toEqual(["model.gguf"]);
    expect(await readFile(path, "utf8")).toBe("old");
  });

  it("stops between tensors when aborted, leaving no file", async () => {
    const folder = temporaryFolder();
    const controller = new AbortController();
    const aborting = {
      ...tensor,
      data: () => {
        controller.abort(new Error("stopped by the user"));
        return new Uint8Array(8);
      },
    };
    const tensors = [aborting, { ...tensor, name: "u" }];
    const written = writeGguf(join(folder, "model.gguf"), { metadata: [], tensors, signal: controller.signal });
    await expect(written).rejects.toThrow("stopped by the user");
    expect(await readdir(folder)).toEqual([]);
  });

  it("says when the place cannot be written", async () => {
    const folder = temporaryFolder();
    await expect(writeGguf(join(folder, "none", "m.gguf"), { metadata: [], tensors: [] })).rejects.toMatchObject({
      code: "gguf/cannot-write",
    });
    // A name taken by a folder fails at the last step, the renaming.
    await mkdir(join(folder, "taken.gguf", "inside"), { recursive: true });
    await expect(writeGguf(join(folder, "taken.gguf"), { metadata: [], tensors: [] })).rejects.toMatchObject({
      code: "gguf/cannot-write",
    });
    expect(await readdir(folder)).toEqual(["taken.gguf"]);
  });
});
