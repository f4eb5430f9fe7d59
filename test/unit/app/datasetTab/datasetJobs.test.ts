import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addExample } from "../../../../src/app/importing/addExample.ts";
import { buildDataset } from "../../../../src/app/build/buildDataset.ts";
import { datasetFacts } from "../../../../src/app/datasetTab/datasetFacts.ts";
import { datasetJobs as jobs } from "../../../../src/app/datasetTab/datasetJobs.ts";
import { scanView } from "../../../../src/app/datasetTab/describe.ts";
import { openDataset } from "../../../../src/app/datasets/datasetSession.ts";
import { defaultDatasetPath } from "../../../../src/app/defaults.ts";
import { keepBuild } from "../../../../src/app/build/keepBuild.ts";
import { scanFolder } from "../../../../src/app/check/scanFolder.ts";
import { answeredContent } from "../../../../src/core/comparedContent.ts";
import { folderOf } from "../../../support/folder.ts";
import { scanInProcess as scanFiles } from "../../../support/scanInProcess.ts";
import { yieldInProcess as yieldFiles } from "../../../support/yieldInProcess.ts";

const PLANTS = ["apple", "pear", "plum", "quince", "medlar", "fig", "vine", "peach", "cherry", "currant"];
const { signal } = new AbortController();
const silent = () => undefined;

/** A folder with a dataset that was built of ten files of one section each. */
async function garden(more: Readonly<Record<string, string>> = {}) {
  const documents = PLANTS.map((plant, index) => [
    `${plant}.md`,
    `# ${plant}\n\n## How is the ${plant} pruned?\n\nThe ${plant} is pruned in month ${index + 1}, to ${index + 2} buds on every arm.\n`,
  ]);
  const folder = folderOf({ ...(Object.fromEntries(documents) as Record<string, string>), ...more });
  const built = await buildDataset({ root: folder, seed: 0, yieldFiles });
  await keepBuild(folder, "dataset", built, { seed: 0 });
  return { dataset: { folder, name: "dataset" }, folder, path: defaultDatasetPath(folder), built };
}

async function facts(folder: string) {
  const session = await openDataset(folder, "dataset", { by: "a test" });
  try {
    return { ...(await datasetFacts(folder, session)), counts: await session.counts() };
  } finally {
    session.close();
  }
}

describe("what the Dataset tab has done", () => {
  it("tells files, revisions and what the caps left out", async () => {
    const { folder, built } = await garden();
    const { fileCount, revisions, built: last } = await facts(folder);
    expect(fileCount).toBe(built.files.length);
    expect(revisions.map(({ cause, exampleCount }) => [cause, exampleCount])).toEqual([
      ["build", built.effective().length],
    ]);
    expect(last).toMatchObject({ kinds: [], leftOut: built.counts.leftOut });
  });

  it("counts findings by rule, the undecided first", async () => {
    const { folder, path } = await garden();
    // In parts, so that nobody takes it for a real one.
    const secret = ["gh", "p_", "R8f2".repeat(9)].join("");
    const content = answeredContent([{ role: "user", content: "What is the token?" }], `It is ${secret}.`);
    await addExample(folder, path, { kind: "written", content });
    const { findings } = await facts(folder);
    expect(findings).toMatchObject([{ category: "secret", total: 1, undecided: 1 }]);
  });

  it("measures the split, tries another without keeping it, and keeps it when told", async () => {
    const { dataset, folder } = await garden();
    const before = await jobs["dataset/splits"](dataset, signal);
    expect(before.drawn).toBeUndefined();
    const form = { seed: 3, shares: { train: 50, validation: 25, test: 25 }, thaws: true };
    const drawn = await jobs["dataset/draw"]({ ...dataset, form, write: false }, signal);
    expect(drawn.drawn).toMatchObject({ form, isKept: false, misplacedGroundedCount: 0 });
    expect(await jobs["dataset/splits"](dataset, signal)).toEqual(before);
    const kept = await jobs["dataset/draw"]({ ...dataset, form, write: true }, signal);
    expect(kept.drawn?.isKept).toBe(true);
    expect((await jobs["dataset/splits"](dataset, signal)).counts).toEqual(kept.counts);
    expect((await facts(folder)).revisions[0]?.cause).toBe("split");
  });

  it("says where a draw misses its shares", async () => {
    const { dataset } = await garden();
    // Of ten files none is a hundredth.
    const form = { seed: 3, shares: { train: 98, validation: 1, test: 1 }, thaws: true };
    const { drawn, counts } = await jobs["dataset/draw"]({ ...dataset, form, write: false }, signal);
    const total = counts.train + counts.validation + counts.test;
    expect(drawn?.missed.map(({ split }) => split)).toEqual(["validation", "test"]);
    for (const { split, share, wanted } of drawn?.missed ?? []) {
      expect(share).toBeCloseTo(counts[split] / total);
      expect(wanted).toBeCloseTo(0.01);
    }
  });

  it("shows how a file would be read, then takes its good rows and lists the broken", async () => {
    const rows = [
      '{"prompt":"When?","completion":"In May."}',
      '{"prompt":"Where?"}',
      '{"prompt":"Why?","completion":"So."}',
    ];
    const { dataset, folder } = await garden({ "other/rows.jsonl": rows.join("\n") });
    const path = join(folder, "other/rows.jsonl");
    const preview = await jobs["dataset/preview"]({ path, options: {} }, signal);
    expect(preview.rows).toMatchObject([
      { line: 1, question: "When?" },
      { line: 2, broken: {} },
      { line: 3, answer: "So." },
    ]);
    expect(preview.files).toMatchObject([{ name: "rows.jsonl", container: "jsonl" }]);
    const before = (await facts(folder)).counts.total;
    const taken = await jobs["dataset/import"]({ ...dataset, path, options: {} }, signal, silent);
    expect(taken).toMatchObject({ addedCount: 2, brokenCount: 1, broken: [{ file: "rows.jsonl", line: 2 }] });
    expect((await facts(folder)).counts.total).toBe(before + 2);
  });

  it("reads columns as they were mapped by hand, and says what is wrong with a mapping", async () => {
    const { folder } = await garden({ "other/faq.csv": "Title;Body\nWhen?;In May.\n" });
    const path = join(folder, "other/faq.csv");
    const mapping = { question: "Body", answer: "Title" };
    const { rows } = await jobs["dataset/preview"]({ path, options: { mapping } }, signal);
    expect(rows).toMatchObject([{ question: "In May.", answer: "When?" }]);
    await expect(
      jobs["dataset/preview"]({ path, options: { mapping: { question: "Body" } } }, signal),
    ).rejects.toMatchObject({ code: "import/mapping" });
    await expect(jobs["dataset/preview"]({ path, options: { format: "nothing" } }, signal)).rejects.toMatchObject({
      code: "import/format",
    });
  });

  it("says what a format cannot hold before it is written, and leaves that out", async () => {
    const { dataset, folder, path } = await garden();
    const messages = [{ role: "user", content: "When is it tied?" }] as const;
    const content = { form: "preference", messages, chosen: "In May.", rejected: "Never." } as const;
    await addExample(folder, path, { kind: "compared", content });
    const form = { format: "alpaca", bySplit: false, withProvenance: true };
    const trial = await jobs["dataset/tryExport"]({ ...dataset, form }, signal);
    expect(trial).toMatchObject({ form, unheldCount: 1, isFolder: false });
    expect(Object.values(trial.reasons)).toEqual([1]);
    const out = join(folder, "out.jsonl");
    const written = await jobs["dataset/export"]({ ...dataset, form, out }, signal);
    expect(written).toMatchObject({ exampleCount: trial.heldCount, unheldCount: 1 });
    expect(readFileSync(out, "utf8").trim().split("\n")).toHaveLength(trial.heldCount);
  });

  it("scans files for what no example holds as well", async () => {
    const secret = ["gh", "p_", "R8f2".repeat(9)].join("");
    const { folder } = await garden({ "settings.txt": `token = ${secret}\n` });
    const scan = scanView(await scanFolder({ root: folder, dataset: "dataset", scanFiles }));
    expect(scan.findings).toMatchObject([{ path: "settings.txt", line: 1 }]);
    expect(scan).toMatchObject({ findingCount: 1, undecidedCount: 1 });
    expect(JSON.stringify(scan)).not.toContain(secret);
  });

  it("finds what says the same, and leaves it out only when told", async () => {
    const { dataset, folder, path } = await garden();
    for (const answer of ["In May, with soft twine, loosely.", "In May, with soft twine, loosely!"]) {
      const content = answeredContent([{ role: "user", content: "When is the medlar tied?" }], answer);
      await addExample(folder, path, { kind: "written", content });
    }
    const found = await jobs["dataset/dedupe"]({ ...dataset, write: false }, signal, silent);
    expect(found.clusters[0]?.members).toHaveLength(1);
    await jobs["dataset/dedupe"]({ ...dataset, write: true }, signal, silent);
    expect(await facts(folder)).toMatchObject({ clusterCount: 1, duplicateCount: 1 });
  });

  it("compares with another dataset of the folder", async () => {
    const { dataset, folder } = await garden();
    const other = join(folder, ".espalier", "datasets", "other.jsonl");
    const content = answeredContent([{ role: "user", content: "When is it tied?" }], "In May.");
    const { id } = await addExample(folder, other, { kind: "written", content });
    const versions = await jobs["dataset/versions"](dataset, signal);
    expect(versions.map(({ kind, name }) => [kind, name])).toEqual([
      ["current", "current"],
      ["dataset", "other"],
    ]);
    const difference = await jobs["dataset/diff"]({ ...dataset, before: "current", after: "other" }, signal);
    expect(difference.added).toMatchObject([{ id, title: "When is it tied?" }]);
    expect(difference.counts).toMatchObject({ added: 1, changed: 0, unchanged: 0 });
    expect(difference.counts.removed).toBeGreaterThan(0);
  });
});
