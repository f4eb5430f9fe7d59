import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { goneSources } from "../../../../src/app/runs/goneSources.ts";
import type { ChatExample } from "../../../../src/core/example.ts";
import { rowOf } from "../../../../src/curation/formats/jsonl.ts";
import type { DatasetFiles } from "../../../../src/dataset/datasetFiles.ts";
import { writeFileAtomic } from "../../../../src/storage/atomicWrite.ts";
import { createRunFolder } from "../../../../src/storage/runFolder.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { datasetOf, imported, lines, proposed, put, rootOf } from "../../../support/sampleDataset.ts";
import { sampleRecord } from "../../../support/sampleRun.ts";

/** A dataset of these examples, the last build of which read the files of `sources`, all of them there. */
function builtOf(examples: readonly ChatExample[], sources = ["docs/a.md", "docs/b.md"]) {
  const files = datasetOf(examples);
  put(files.sources, lines(...sources.map((path) => ({ path, hash: `bytes of ${path}` }))));
  for (const path of sources) put(join(rootOf(files), path), "text");
  return { files, folder: rootOf(files) };
}

const runOn = (files: DatasetFiles, examples: readonly ChatExample[]) =>
  createRunFolder(
    workspaceAt(rootOf(files)),
    { ...sampleRecord, dataset: { ...sampleRecord.dataset, path: relative(rootOf(files), files.examples) } },
    (path) => writeFileAtomic(path, examples.map(rowOf).join("")),
  );

const all = [proposed("a"), proposed("a2", { source: { path: "docs/a.md", startLine: 3, endLine: 4, hash: "h2" } })];

describe("goneSources", () => {
  it("says nothing while all files are there, and names run, adapter and file whenever it is asked later", async () => {
    const { files, folder } = builtOf([...all, proposed("b")]);
    const { record, paths } = await runOn(files, [...all, proposed("b"), imported("i")]);
    expect(await goneSources(folder)).toEqual({ runs: [], problems: [] });
    rmSync(join(folder, "docs/a.md"));
    const told = { run: record.id, exampleCount: 2, paths: ["docs/a.md"] };
    expect((await goneSources(folder)).runs).toEqual([told]);
    writeFileSync(paths.adapter, "");
    expect((await goneSources(folder)).runs).toEqual([{ ...told, adapter: paths.adapter }]);
    expect((await goneSources(folder, { run: record.id })).runs).toHaveLength(1);
    expect((await goneSources(folder, { run: "other" })).runs).toEqual([]);
    expect((await goneSources(folder, { dataset: files.examples })).runs).toHaveLength(1);
    expect((await goneSources(folder, { dataset: join(folder, "other.jsonl") })).runs).toEqual([]);
  });

  it("names a file that is there and that the last build no longer read", async () => {
    const { files, folder } = builtOf([proposed("b")], ["docs/b.md"]);
    put(join(folder, "docs/a.md"), "excluded by now");
    await runOn(files, [proposed("a"), proposed("b")]);
    expect((await goneSources(folder)).runs).toMatchObject([{ exampleCount: 1, paths: ["docs/a.md"] }]);
  });

  it("takes lines for present that stand in another file of the dataset by now", async () => {
    const moved = proposed("new", { source: { path: "docs/b.md", startLine: 9, endLine: 9, hash: "hash-a" } });
    const { files, folder } = builtOf([moved], ["docs/b.md"]);
    await runOn(files, all);
    expect((await goneSources(folder)).runs).toMatchObject([{ exampleCount: 1, paths: ["docs/a.md"] }]);
    rmSync(join(folder, "docs/b.md"));
    expect((await goneSources(folder)).runs).toMatchObject([{ exampleCount: 2, paths: ["docs/a.md"] }]);
  });

  it("passes over what only judged, commits, and imported rows, and asks the disk alone about what was written by hand", async () => {
    const { files, folder } = builtOf([]);
    const of = (path: string) => ({ path, startLine: 1, endLine: 1 });
    put(join(folder, "notes.txt"), "no build reads it");
    await runOn(files, [
      proposed("gone", { split: "test" }),
      proposed("commit", { source: { ...of("git:0123abc"), hash: "h" } }),
      imported("i", { source: of("rows.csv") }),
      imported("w", { kind: "written", source: of("notes.txt") }),
    ]);
    expect((await goneSources(folder)).runs).toEqual([]);
    rmSync(join(folder, "notes.txt"));
    expect((await goneSources(folder)).runs).toMatchObject([{ exampleCount: 1, paths: ["notes.txt"] }]);
  });

  it("says nothing of a run on a plain file of rows, and why it can say nothing where the list of sources is broken", async () => {
    const { files, folder } = builtOf([proposed("a")]);
    const { record } = await runOn(files, [proposed("gone")]);
    await createRunFolder(workspaceAt(folder), sampleRecord, (path) => writeFileAtomic(path, rowOf(proposed("gone"))));
    expect((await goneSources(folder)).runs).toMatchObject([{ run: record.id }]);
    writeFileSync(files.sources, "oops\n");
    expect(await goneSources(folder)).toEqual({
      runs: [],
      problems: [{ run: record.id, message: expect.stringContaining(files.sources) as string }],
    });
  });

  it("parses a run's examples once, again where they changed or what was kept is damaged", async () => {
    const { files, folder } = builtOf([]);
    const { paths } = await runOn(files, [proposed("gone")]);
    await goneSources(folder);
    const kept = readFileSync(paths.sources, "utf8");
    writeFileSync(paths.sources, kept.replaceAll("docs/gone.md", "docs/kept.md"));
    expect((await goneSources(folder)).runs[0]?.paths).toEqual(["docs/kept.md"]);
    writeFileSync(paths.sources, "{");
    expect((await goneSources(folder)).runs[0]?.paths).toEqual(["docs/gone.md"]);
    writeFileSync(paths.dataset, `${rowOf(proposed("gone"))}${rowOf(proposed("too"))}`);
    expect((await goneSources(folder)).runs[0]?.paths).toEqual(["docs/gone.md", "docs/too.md"]);
  });

  it("answers where it cannot keep what it read", async () => {
    const { files, folder } = builtOf([]);
    const { paths } = await runOn(files, [proposed("gone")]);
    mkdirSync(join(paths.sources, "in the way"), { recursive: true });
    expect((await goneSources(folder)).runs).toHaveLength(1);
  });
});
