import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isModelId, modelIdFrom } from "../../../src/models/modelId.ts";
import type { ModelRecord } from "../../../src/models/modelRecord.ts";
import { modelFolder, modelPath, readAllRecords, readRecord, writeRecord } from "../../../src/models/modelStore.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const record: ModelRecord = {
  version: 1,
  id: "some-model",
  placement: "stored",
  file: "model.gguf",
  sha256: "a".repeat(64),
  sizeBytes: 10,
  modifiedMs: 1.5,
  architecture: "llama",
  origin: { kind: "hub", title: "Hugging Face Hub", location: "a/b:model.gguf" },
  verifiedAgainst: "source",
  addedAt: "2026-11-22T00:00:00.000Z",
};

function putRecord(folder: string, id: string, content: unknown): void {
  mkdirSync(join(folder, id), { recursive: true });
  writeFileSync(join(folder, id, "model.json"), JSON.stringify(content));
}

describe("the model store", () => {
  it("reads back what it wrote", async () => {
    const folder = temporaryFolder();
    await writeRecord(folder, record);
    expect(await readRecord(folder, "some-model")).toEqual(record);
    expect(await readRecord(folder, "other")).toBeUndefined();
    expect(modelPath(folder, record)).toBe(join(folder, "some-model", "model.gguf"));
  });

  it("is empty where there is no folder yet", async () => {
    expect(await readAllRecords(join(temporaryFolder(), "none"))).toEqual({ records: [], problems: [] });
  });

  it("lists the good records and names the bad ones", async () => {
    const folder = temporaryFolder();
    await writeRecord(folder, record);
    putRecord(folder, "damaged", { version: 1, id: "damaged" });
    putRecord(folder, "newer", { version: 2 });
    putRecord(folder, "renamed", record);
    mkdirSync(join(folder, "half-downloaded"));
    const { records, problems } = await readAllRecords(folder);
    expect(records).toEqual([record]);
    expect(problems).toHaveLength(3);
    expect(problems.find((line) => line.includes("newer"))).toContain("version 2");
  });

  it.each(["../../outside.gguf", "folder/file.gguf", "..", ""])("refuses a record whose file is %j", async (file) => {
    const folder = temporaryFolder();
    putRecord(folder, "some-model", { ...record, file });
    await expect(readRecord(folder, "some-model")).rejects.toMatchObject({ code: "storage/damaged" });
  });

  it.each(["..", "a/b", "A", "", "x.lock", "dot.", "a".repeat(129)])("has no folder for the id %j", (id) => {
    expect(isModelId(id)).toBe(false);
    expect(() => modelFolder("/models", id)).toThrow();
  });
});

describe("modelIdFrom", () => {
  it.each([
    ["My Model.Q4_0.gguf", "my-model.q4_0"],
    ["__ÄÖ weird//name..gguf", "weird-name"],
    ["plain", "plain"],
  ])("makes an id of %j", (text, id) => {
    expect(modelIdFrom(text)).toBe(id);
  });

  it("keeps long names apart that differ only at their end, and makes an id of anything", () => {
    const long = "x".repeat(200);
    expect(modelIdFrom(`${long}-q4.gguf`)).not.toBe(modelIdFrom(`${long}-q8.gguf`));
    for (const text of [`${long}-q4.gguf`, "日本語.gguf", ".gguf", "a.lock", ""]) {
      expect(isModelId(modelIdFrom(text))).toBe(true);
    }
  });
});
