import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../../src/app/datasets/datasetSession.ts";
import { readDatasetRows } from "../../../../src/app/settle/datasetRows.ts";
import { dedupeDataset } from "../../../../src/app/settle/dedupeDataset.ts";
import type { Example } from "../../../../src/core/example.ts";
import { rowOf } from "../../../../src/curation/formats/jsonl.ts";
import { chat } from "../../../support/duplicatePairs.ts";
import { folderOf } from "../../../support/folder.ts";
import { proseOf } from "../../../support/prose.ts";

const rowsOf = (examples: readonly Example[]): string => examples.map(rowOf).join("");
const DATASET = ".espalier/datasets/dataset.jsonl";
const workspaceOf = (examples: readonly Example[]): { folder: string; path: string } => {
  const folder = folderOf({ [DATASET]: rowsOf(examples) });
  return { folder, path: join(folder, DATASET) };
};

describe("dedupeDataset", () => {
  const examples = (): Example[] => [
    chat("a", "What is it?", proseOf(1), "a.md"),
    chat("b", "And what is this?", proseOf(1), "b.md"),
    chat("c", "What else?", proseOf(2), "c.md"),
  ];

  it("finds clusters and changes nothing by itself", async () => {
    const { path } = workspaceOf(examples());
    const before = readFileSync(path, "utf8");
    const { clusters, duplicates, exampleCount } = await dedupeDataset(path);
    expect(exampleCount).toBe(3);
    expect(
      clusters.map(({ representative, members }) => [representative.id, ...members.map((m) => m.example.id)]),
    ).toEqual([["a", "b"]]);
    expect(duplicates).toEqual({ exact: 1, near: 0 });
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("stores the clusters, so that one of each takes part: the one that was accepted", async () => {
    const { folder, path } = workspaceOf(examples());
    const session = await openDataset(folder, "dataset", { by: "somebody" });
    await session.decide(["b"], { state: "accepted" });
    session.close();
    await dedupeDataset(path, { write: true });
    const rows = await readDatasetRows(path);
    expect(rows.map(({ example, excluded }) => [example.id, example.cluster, excluded])).toEqual([
      ["a", "b", "duplicate"],
      ["b", "b", undefined],
      ["c", undefined, undefined],
    ]);
  });

  it("writes what remains of a plain file to another", async () => {
    const folder = folderOf({ "rows.jsonl": rowsOf(examples()) });
    const out = join(folder, "kept.jsonl");
    await dedupeDataset(join(folder, "rows.jsonl"), { out });
    expect((await readDatasetRows(out)).map(({ example }) => example.id)).toEqual(["a", "c"]);
  });

  it("replaces a file that exists only when told to", async () => {
    const folder = folderOf({ "rows.jsonl": rowsOf(examples()) });
    const out = join(folder, "kept.jsonl");
    writeFileSync(out, "precious");
    const path = join(folder, "rows.jsonl");
    await expect(dedupeDataset(path, { out })).rejects.toMatchObject({ code: "export/exists" });
    expect(readFileSync(out, "utf8")).toBe("precious");
    await dedupeDataset(path, { out, overwrite: true });
    expect((await readDatasetRows(out)).map(({ example }) => example.id)).toEqual(["a", "c"]);
  });
});
