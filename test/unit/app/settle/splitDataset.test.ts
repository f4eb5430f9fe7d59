import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDatasetRows } from "../../../../src/app/settle/datasetRows.ts";
import { describeSplit, resplitDataset } from "../../../../src/app/settle/splitDataset.ts";
import type { Example } from "../../../../src/core/example.ts";
import { rowOf } from "../../../../src/curation/formats/jsonl.ts";
import { groundedMessages, pathsShown } from "../../../../src/retrieval/grounding/groundedMessages.ts";
import { chat } from "../../../support/duplicatePairs.ts";
import { folderOf } from "../../../support/folder.ts";
import { proseOf } from "../../../support/prose.ts";

const rowsOf = (examples: readonly Example[]): string => examples.map(rowOf).join("");
const DATASET = ".espalier/datasets/dataset.jsonl";
const workspaceOf = (examples: readonly Example[]): { path: string } => {
  const folder = folderOf({ [DATASET]: rowsOf(examples) });
  return { path: join(folder, DATASET) };
};

describe("resplitDataset", () => {
  const examples = (): Example[] =>
    Array.from({ length: 60 }, (_, i) =>
      chat(`id${i}`, `What of ${i}?`, proseOf(i), `f${String(i >> 1).padStart(2, "0")}.md`),
    );

  it("draws by file, measures, and changes nothing unless told to", async () => {
    const { path } = workspaceOf(examples());
    const before = readFileSync(path, "utf8");
    const { counts, plan, leakage } = await resplitDataset(path, { seed: 1 });
    expect(counts.train + counts.validation + counts.test).toBe(60);
    expect(plan?.componentCount).toBe(30);
    expect(leakage.test.sharedFiles).toEqual([]);
    expect(readFileSync(path, "utf8")).toBe(before);
    expect((await describeSplit(path)).counts.none).toBe(60);
  });

  it("keeps the test set in every later draw, and does not let it grow", async () => {
    const { path } = workspaceOf(examples());
    await resplitDataset(path, { seed: 1, write: true });
    const idsOf = async (): Promise<string[]> =>
      (await readDatasetRows(path)).flatMap(({ example }) => (example.split === "test" ? [example.id] : []));
    const test = await idsOf();
    expect(test.length).toBeGreaterThan(0);
    for (let seed = 2; seed < 8; seed++) {
      await resplitDataset(path, { seed, write: true });
      const now = await idsOf();
      expect(now).toEqual(expect.arrayContaining(test));
      expect(now.length).toBeLessThanOrEqual(Math.max(test.length, 12));
    }
    await resplitDataset(path, { seed: 9, thaws: true, write: true });
    expect(await idsOf()).not.toEqual(test);
  });

  it("leaves rows the split that they brought along, in every draw, unless told to draw them too", async () => {
    const own = (i: number) => (i < 6 ? "test" : i < 12 ? "validation" : "train");
    const imported = examples().map(({ source: _, ...example }, i): Example => ({
      ...example,
      kind: "imported",
      split: own(i),
      ownSplit: own(i),
    }));
    const { path } = workspaceOf(imported);
    const shares = { train: 50, validation: 50, test: 0 };
    expect((await resplitDataset(path, { seed: 4, shares, write: true })).counts).toMatchObject({
      ...{ train: 48, validation: 6, test: 6 },
    });
    const drawn = await resplitDataset(path, { seed: 4, shares, thaws: true, drawsImported: true, write: true });
    expect(drawn.counts).toMatchObject({ test: 0 });
    expect(drawn.counts.validation).toBeGreaterThan(15);
    const again = await resplitDataset(path, { seed: 5, shares, write: true });
    expect(again.counts).toMatchObject({ train: 48, validation: 6, test: 6 });
  });

  it("draws imported rows that brought no split along, but for the test set", async () => {
    const imported = examples().map(({ source: _, ...example }, i): Example => {
      const split = i < 6 ? "test" : i < 12 ? "validation" : "train";
      return { ...example, kind: "imported", split };
    });
    const { path } = workspaceOf(imported);
    const shares = { train: 50, validation: 50, test: 0 };
    expect((await resplitDataset(path, { seed: 4, shares, thaws: true })).counts).toMatchObject({ test: 0 });
    const { counts } = await resplitDataset(path, { seed: 4, shares, write: true });
    expect(counts.test).toBe(6);
    expect(counts.validation).toBeGreaterThan(15);
  });

  it("takes out grounded examples whose prompts show what the new draw holds out", async () => {
    const base = examples();
    const grounded = base.map(({ id, source }, i): Example => {
      const shown = base[(i + 7) % base.length]?.source;
      const sources = [source, shown].flatMap((each, index) =>
        each ? [{ number: index + 1, path: each.path, startLine: 1, endLine: 2, text: proseOf(i + 100 * index) }] : [],
      );
      const messages = [
        ...groundedMessages({ question: `What is ${i}?`, sources }),
        { role: "assistant" as const, content: `${proseOf(i + 500)} [1]` },
      ];
      return { id: `g${id}`, kind: "grounded", form: "chat", messages, ...(source && { source }) };
    });
    const { path } = workspaceOf([...base, ...grounded]);
    const { misplacedGroundedCount = 0 } = await resplitDataset(path, { seed: 3, write: true });
    expect(misplacedGroundedCount).toBeGreaterThan(0);
    const rows = (await readDatasetRows(path)).map(({ example }) => example);
    expect(rows).toHaveLength(120 - misplacedGroundedCount);
    const splitOf = new Map(rows.map(({ source, split }) => [source?.path, split]));
    for (const { kind, split, ...example } of rows) {
      if (kind !== "grounded" || split !== "train" || example.form !== "chat") continue;
      for (const shown of pathsShown(example.messages)) expect(splitOf.get(shown)).toBe("train");
    }
  });

  it("changes nothing of the rows of a plain file but their splits", async () => {
    const rows = examples().map((example, i) => ({ ...(JSON.parse(rowOf(example)) as object), score: i }));
    const folder = folderOf({ "rows.jsonl": rows.map((row) => JSON.stringify(row)).join("\r\n") });
    const path = join(folder, "rows.jsonl");
    await resplitDataset(path, { seed: 1, write: true });
    const lines = readFileSync(path, "utf8").split("\r\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      rows.map((row) => ({ ...row, split: expect.stringMatching(/train|validation|test/) as string })),
    );
  });

  it("refuses shares that leave nothing to train on", async () => {
    const { path } = workspaceOf(examples());
    const shares = { train: 0, validation: 1, test: 1 };
    await expect(resplitDataset(path, { seed: 0, shares })).rejects.toMatchObject({ code: "dataset/bad-shares" });
  });

  it("gives duplicates the split of their file and counts only what takes part", async () => {
    const [first, second, ...rest] = examples();
    const doubled = [first, second, ...rest].map((example, i) =>
      example && i < 2 ? { ...example, cluster: "id0" } : example,
    );
    const { path } = workspaceOf(doubled.filter((example) => example !== undefined));
    const { counts } = await resplitDataset(path, { seed: 1, write: true });
    expect(counts.train + counts.validation + counts.test).toBe(59);
    const [a, b] = await readDatasetRows(path);
    expect([a?.example.cluster, b?.example.cluster, b?.excluded]).toEqual(["id0", "id0", "duplicate"]);
    expect(a?.example.split).toBe(b?.example.split);
  });
});
