import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runsThatLearnedFrom } from "../../../../src/app/runs/learnedFrom.ts";
import type { Example } from "../../../../src/core/example.ts";
import { rowOf } from "../../../../src/curation/formats/jsonl.ts";
import { writeFileAtomic } from "../../../../src/storage/atomicWrite.ts";
import { createRunFolder } from "../../../../src/storage/runFolder.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { imported, proposed } from "../../../support/sampleDataset.ts";
import { sampleRecord } from "../../../support/sampleRun.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const wanted = (paths: readonly string[], ids: readonly string[] = []) => ({
  paths: new Set(paths),
  ids: new Set(ids),
});
const runOn = (folder: string, examples: readonly Example[]) =>
  createRunFolder(workspaceAt(folder), sampleRecord, (path) => writeFileAtomic(path, examples.map(rowOf).join("")));

describe("runsThatLearnedFrom", () => {
  it("names runs that were trained on a file or on an example, oldest first, with their adapters", async () => {
    const folder = temporaryFolder();
    const first = await runOn(folder, [proposed("a"), proposed("b"), imported("i")]);
    const second = await runOn(folder, [proposed("b")]);
    const whole = await runOn(folder, [proposed("b")]);
    await runOn(folder, [proposed("c")]);
    writeFileSync(second.paths.adapter, "");
    writeFileSync(whole.paths.fullModel, "");
    expect(await runsThatLearnedFrom(folder, wanted(["docs/a.md", "docs/b.md"], ["i"]))).toEqual([
      { run: first.record.id, exampleCount: 3, paths: ["docs/a.md", "docs/b.md"] },
      { run: second.record.id, adapter: second.paths.adapter, exampleCount: 1, paths: ["docs/b.md"] },
      { run: whole.record.id, adapter: whole.paths.fullModel, exampleCount: 1, paths: ["docs/b.md"] },
    ]);
    expect(await runsThatLearnedFrom(folder, wanted(["docs/gone.md"]))).toEqual([]);
  });

  it("does not name a run that only was judged by an example", async () => {
    const folder = temporaryFolder();
    await runOn(folder, [proposed("a", { split: "test" }), proposed("b", { split: "validation" })]);
    expect(await runsThatLearnedFrom(folder, wanted(["docs/a.md"], ["b"]))).toEqual([]);
  });

  it("passes over a run without its dataset, and asks for nothing where nothing is wanted", async () => {
    const folder = temporaryFolder();
    const { paths } = await runOn(folder, [proposed("a")]);
    rmSync(paths.dataset);
    expect(await runsThatLearnedFrom(folder, wanted(["docs/a.md"]))).toEqual([]);
    expect(await runsThatLearnedFrom(folder, wanted([]))).toEqual([]);
  });
});
