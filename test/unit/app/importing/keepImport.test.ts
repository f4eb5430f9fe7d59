import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildDataset } from "../../../../src/app/build/buildDataset.ts";
import { readEarlierBuild } from "../../../../src/app/build/earlierBuild.ts";
import { keepBuild } from "../../../../src/app/build/keepBuild.ts";
import { datasetFiles } from "../../../../src/dataset/datasetFiles.ts";
import { readDatasetRows } from "../../../../src/app/settle/datasetRows.ts";
import { openDataset } from "../../../../src/app/datasets/datasetSession.ts";
import { importDataset } from "../../../../src/app/importing/importDataset.ts";
import { keepImport, type KeepImportOptions } from "../../../../src/app/importing/keepImport.ts";
import { scanFolder } from "../../../../src/app/check/scanFolder.ts";
import { readCatalogue } from "../../../../src/storage/catalogue.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { Generator } from "../../../fixtures/secrets/generate.ts";
import { folderOf } from "../../../support/folder.ts";
import { proseOf } from "../../../support/prose.ts";
import { yieldInProcess as yieldFiles } from "../../../support/yieldInProcess.ts";

const make = new Generator(31);
const DATASET = ".espalier/datasets/dataset.jsonl";
const chat = (question: string, answer: string, more: object = {}) => ({
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
  ...more,
});
const jsonl = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

async function importInto(folder: string, name: string, options?: KeepImportOptions, out = DATASET) {
  return keepImport(folder, join(folder, out), await importDataset({ path: join(folder, name) }), options);
}

/** All that a commit of the folder would hold. */
function seenByGit(folder: string): string {
  const root = join(folder, ".espalier");
  const datasets = readdirSync(join(root, "datasets")).map((name) => join(root, "datasets", name));
  return [...datasets, join(root, "catalogue.json")]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}

/** Builds the dataset of the folder's Markdown, again where it was built before. */
async function rebuild(folder: string) {
  const earlier = await readEarlierBuild(datasetFiles(workspaceAt(folder), "dataset"));
  const built = await buildDataset({ root: folder, seed: 0, kinds: ["section"], earlier, yieldFiles });
  return keepBuild(folder, "dataset", built, { seed: 0 });
}

async function decide(folder: string, ids: readonly string[], action: "allow" | "redact") {
  const session = await openDataset(folder, "dataset", { by: "ann" });
  await session.decideFinding(ids, action);
  session.close();
}

describe("keepImport into a dataset", () => {
  it("writes no secret where git sees it, and says in which file and row it stands", async () => {
    const secrets = [make.password(), make.password(), make.password()];
    const [text = "", column = "", title = ""] = secrets;
    const folder = folderOf({
      "rows.jsonl": jsonl(
        chat("What is a row?", proseOf(1)),
        chat("How do I log in?", `Set password = "${text}" first.`),
        chat("What else?", proseOf(2), { password: column }),
        chat("And then?", `It was ${text} all along.`),
        chat("Where?", proseOf(3), {
          source: { path: "a.md", startLine: 1, endLine: 1, title: `password: "${title}"`, hash: "0123456789abcdef" },
          id: "titled",
        }),
      ),
    });
    const kept = await importInto(folder, "rows.jsonl");
    expect(kept).toMatchObject({ addedCount: 5, withheldCount: 4 });
    expect(kept.undecided.map(({ rule, source }) => [rule, source.path, source.startLine]).sort()).toEqual([
      ["assigned-secret", "rows.jsonl", 2],
      ["assigned-secret", "rows.jsonl", 3],
      ["assigned-secret", "rows.jsonl", 5],
    ]);
    const seen = seenByGit(folder);
    expect(seen).toContain("What is a row?");
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    // The row that only mentions it, without saying what it is, is withheld with the one that does.
    expect((await readDatasetRows(join(folder, DATASET))).filter(({ excluded }) => excluded === "secret")).toHaveLength(
      4,
    );
    expect(kept.examples).toHaveLength(1);
  });

  it("takes rows in as their findings were decided, and a rebuild keeps that", async () => {
    const [redacted, allowed, waiting] = [make.password(), make.password(), make.password()];
    const folder = folderOf({
      "README.md": `# Tool\n\n${proseOf(5)}\n`,
      "rows.jsonl": jsonl(
        chat("First?", `password = "${redacted}"`, { id: "r" }),
        chat("Second?", `password = "${allowed}"`, { id: "a" }),
        chat("Third?", `password = "${waiting}"`, { id: "w" }),
      ),
    });
    const { undecided } = await importInto(folder, "rows.jsonl");
    const idOf = (line: number) => undecided.filter(({ source }) => source.startLine === line).map(({ id }) => id);
    const check = async (rows: readonly string[]) => {
      const seen = seenByGit(folder);
      expect([redacted, allowed, waiting].map((secret) => seen.includes(secret))).toEqual([false, true, false]);
      expect(seen).toContain("<redacted:assigned-secret>");
      const all = await readDatasetRows(join(folder, DATASET));
      const takingPart = all.flatMap(({ example, excluded }) => (excluded === undefined ? [example.id] : []));
      expect(takingPart).toEqual(expect.arrayContaining([...rows]));
      expect(takingPart).not.toContain("w");
    };
    await decide(folder, idOf(1), "redact");
    await decide(folder, idOf(2), "allow");
    await check(["r", "a"]);
    const { report } = await rebuild(folder);
    expect(report).toMatchObject({ kept: 3, withheld: 1 });
    await check(["r", "a"]);
    // Decisions count for the same file when it is imported again; nothing is asked twice, and no row comes twice.
    const again = await importInto(folder, "rows.jsonl");
    expect(again).toMatchObject({ addedCount: 0, alreadyThereCount: 3, undecided: [{ source: { startLine: 3 } }] });
    await check(["r", "a"]);
  });

  it("takes out again what was allowed, in every row that holds it", async () => {
    const word = make.password();
    const folder = folderOf({
      "rows.jsonl": jsonl(chat("First?", `password = "${word}"`), chat("Second?", `Just ${word}.`)),
    });
    const { undecided } = await importInto(folder, "rows.jsonl");
    const ids = undecided.map(({ id }) => id);
    await decide(folder, ids, "allow");
    expect(seenByGit(folder).split(word)).toHaveLength(3);
    await decide(folder, ids, "redact");
    expect(seenByGit(folder)).not.toContain(word);
    expect(seenByGit(folder).split("<redacted:assigned-secret>")).toHaveLength(3);
    await decide(folder, ids, "allow");
    expect(seenByGit(folder).split(word)).toHaveLength(3);
  });

  it("lists findings of imported rows in a scan of the folder", async () => {
    const folder = folderOf({
      "in/rows.jsonl": jsonl(chat("Q?", `password = "${make.password()}"`)),
      ".gitignore": "in",
    });
    const { undecided } = await importInto(folder, "in/rows.jsonl");
    const scanned = await scanFolder({ root: folder });
    expect(scanned).toMatchObject({
      undecidedCount: 1,
      findings: [{ id: undecided[0]?.id, source: { startLine: 1 } }],
    });
    await decide(folder, [undecided[0]?.id ?? ""], "redact");
    expect(await scanFolder({ root: folder })).toMatchObject({ undecidedCount: 0, findings: [{ decision: "redact" }] });
  });

  it("counts ids of withheld rows as taken, and forgets the findings of a row that another took the place of", async () => {
    const [first, second] = [make.password(), make.password()];
    const folder = folderOf({
      "a.jsonl": jsonl(chat("Q?", `password = "${first}"`, { id: "x" })),
      "b.jsonl": jsonl(chat("Other?", `password = "${second}"`, { id: "x" })),
      "c.jsonl": jsonl(chat("Clean?", proseOf(7), { id: "x" })),
    });
    await importInto(folder, "a.jsonl");
    expect(await importInto(folder, "b.jsonl")).toMatchObject({ renamedCount: 1, addedCount: 0 });
    const ids = async () =>
      (await readDatasetRows(join(folder, DATASET))).map(({ example, excluded }) => [example.id, excluded]);
    expect(await ids()).toEqual([
      ["x", "secret"],
      ["x-2", "secret"],
    ]);
    await importInto(folder, "c.jsonl", { onSameId: "replace" });
    expect((await ids()).sort()).toEqual([
      ["x", undefined],
      ["x-2", "secret"],
    ]);
    expect(seenByGit(folder)).toContain("Clean?");
    expect([first, second].some((secret) => seenByGit(folder).includes(secret))).toBe(false);
    expect(readFileSync(join(folder, ".espalier/withheld/dataset.jsonl"), "utf8")).not.toContain(first);
  });

  it("gives a row another id where its own is a secret", async () => {
    const person = make.person();
    const folder = folderOf({ "rows.jsonl": jsonl(chat("Q?", proseOf(8), { id: person })) });
    expect(await importInto(folder, "rows.jsonl")).toMatchObject({ addedCount: 1, undecided: [{ rule: "e-mail" }] });
    const [row] = await readDatasetRows(join(folder, DATASET));
    expect(row?.example).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      extra: { id: person },
    });
    await decide(
      folder,
      (await scanFolder({ root: folder })).findings.map(({ id }) => id),
      "redact",
    );
    expect(seenByGit(folder)).toContain('"extra":{"id":"<redacted:e-mail>"}');
    expect(seenByGit(folder)).not.toContain(person);
  });

  it("finds what rows and files say alike, and leaves one of them out", async () => {
    const folder = folderOf({
      "README.md": `# Tool\n\n${proseOf(11)}\n`,
      "rows.jsonl": jsonl(
        chat("What is the tool?", proseOf(11), { split: "test" }),
        chat("Else?", proseOf(12), { split: "train" }),
      ),
    });
    await rebuild(folder);
    const kept = await importInto(folder, "rows.jsonl");
    expect(kept.settled).toMatchObject({ newDuplicateCount: 1, duplicateCount: 1, moved: [] });
    const rows = await readDatasetRows(join(folder, DATASET));
    expect(new Set(rows.map(({ example }) => example.cluster)).size).toBe(2);
    // A build of the files alone does not part again what belongs together.
    const rebuilt = await rebuild(folder);
    expect(rebuilt.settled).toMatchObject({ newDuplicateCount: 0, duplicateCount: 1 });
    expect(rebuilt.excluded).toEqual({ duplicate: 1 });
  });

  it("leaves a row the split it came with, unless a file that was learned from asks the same", async () => {
    const rows = Array.from({ length: 12 }, (_, i) =>
      chat(`Row ${i}?`, proseOf(40 + i), { id: `row${i}`, split: "train" }),
    );
    const folder = folderOf({
      "first.jsonl": jsonl(...rows, chat("Kept?", proseOf(60), { id: "held", split: "test" })),
      "second.jsonl": jsonl(
        chat("Row 3?", proseOf(61), { id: "leaks", split: "test" }),
        chat("New?", proseOf(62), { id: "own", split: "validation" }),
        chat("Kept?", proseOf(63), { id: "asked", split: "train" }),
      ),
    });
    await importInto(folder, "first.jsonl");
    const { settled } = await importInto(folder, "second.jsonl");

    const splits = new Map(
      (await readDatasetRows(join(folder, DATASET))).map(({ example }) => [example.id, example.split]),
    );
    expect(["held", "own", "leaks", "asked", "row3"].map((id) => splits.get(id))).toEqual([
      "test",
      "validation",
      "train",
      "test",
      "train",
    ]);
    expect(settled).toMatchObject({ moved: [], overruled: [{ id: "leaks" }, { id: "asked" }], newDuplicateCount: 2 });
    expect(await readDatasetRows(join(folder, DATASET))).toHaveLength(16);
  });

  it("gives rows without a split one, by the seed of the dataset, and notes the revision", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => chat(`What of ${i}?`, proseOf(100 + i)));
    const folder = folderOf({ "rows.jsonl": jsonl(...rows) });
    const kept = await importInto(folder, "rows.jsonl");
    expect(kept.settled).toMatchObject({ drawnCount: 40, moved: [], overruled: [] });
    expect(new Set(kept.examples.map(({ split }) => split))).toEqual(new Set(["train", "validation", "test"]));
    const { revisions, schemaVersion } = await readCatalogue(workspaceAt(folder));
    expect(schemaVersion).toBe(2);
    expect(revisions).toMatchObject([
      { dataset: "dataset", revision: kept.revision, exampleCount: kept.examples.length, cause: "import" },
    ]);
    await importInto(folder, "rows.jsonl");
    expect((await readCatalogue(workspaceAt(folder))).revisions).toHaveLength(1);
  });

  it("writes nothing when it is stopped while looking for secrets", async () => {
    const folder = folderOf({ "rows.jsonl": jsonl(chat("Q?", "A.")) });
    const imported = await importDataset({ path: join(folder, "rows.jsonl") });
    const stopped = keepImport(folder, join(folder, DATASET), imported, {}, AbortSignal.abort(new Error("enough")));
    await expect(stopped).rejects.toThrow("enough");
    expect(existsSync(join(folder, ".espalier"))).toBe(false);
  });
});

describe("keepImport into a plain file", () => {
  it("leaves rows of another tool as they stand there, to the byte", async () => {
    const foreign = `\ufeff${JSON.stringify(chat("Q?", "A.", { id: 7, score: 0.5, split: "train" }))}\r\n\n${JSON.stringify({ score: 1, prompt: "P?", completion: "C." })}`;
    const folder = folderOf({
      "rows.jsonl": jsonl(chat("New?", "Yes."), chat("Q?", "Another.", { id: "7" })),
      "out.jsonl": foreign,
    });
    expect(await importInto(folder, "rows.jsonl", {}, "out.jsonl")).toMatchObject({ addedCount: 1, renamedCount: 1 });
    const after = readFileSync(join(folder, "out.jsonl"), "utf8");
    expect(after.startsWith(`${foreign}\n`)).toBe(true);
    expect(await readDatasetRows(join(folder, "out.jsonl"))).toHaveLength(4);
    await importInto(folder, "rows.jsonl", { onSameId: "replace" }, "out.jsonl");
    const [first, second, third] = readFileSync(join(folder, "out.jsonl"), "utf8").split("\n");
    expect(JSON.parse((first ?? "").slice(1))).toMatchObject({ id: "7", messages: [{}, { content: "Another." }] });
    expect([first?.endsWith("\r"), second, third]).toEqual([true, "", foreign.split("\n")[2]]);
  });

  it("loses nothing when several write at once, by whatever name they call the file", async () => {
    const names = ["a", "b", "c", "d"];
    const folder = folderOf({
      ...Object.fromEntries(names.map((name) => [`${name}.jsonl`, jsonl(chat(`${name}?`, `It is ${name}.`))])),
      "out.jsonl": jsonl(chat("Q?", "A.")),
    });
    symlinkSync(folder, join(folder, "same"));
    const outs = ["out.jsonl", "same/out.jsonl", "./out.jsonl", "out.jsonl"];
    await Promise.all(names.map((name, index) => importInto(folder, `${name}.jsonl`, {}, outs[index])));
    expect(await readDatasetRows(join(folder, "out.jsonl"))).toHaveLength(5);
  });

  it("refuses rows with findings, and names rule and row, unless they are allowed", async () => {
    const word = make.password();
    const folder = folderOf({ "rows.jsonl": jsonl(chat("Q?", "A."), chat("Q2?", `password = "${word}"`)) });
    const error = await importInto(folder, "rows.jsonl", {}, "out.jsonl").catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "import/findings",
      message: expect.stringMatching(/rows\.jsonl line 2: assigned-secret/) as string,
      hint: expect.stringContaining("--allow-findings") as string,
    });
    expect(String(error)).not.toContain(word);
    expect(existsSync(join(folder, "out.jsonl"))).toBe(false);
    expect(await importInto(folder, "rows.jsonl", { allowFindings: true }, "out.jsonl")).toMatchObject({
      addedCount: 2,
    });
    expect(readFileSync(join(folder, "out.jsonl"), "utf8")).toContain(word);
  });
});
