import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runCli, runJson } from "../support/cliProcess.ts";
import { proseOf } from "../support/prose.ts";
import { writeTinyModel } from "../support/tinyModel.ts";

const files = Object.fromEntries(
  Array.from({ length: 24 }, (_, index) => [
    `src/part${index}.ts`,
    `/** ${proseOf(index)} */\nexport function part${index}(steps: number): void {}\n`,
  ]),
);
const TRAIN = "--preset=quick --rank=4 --batch-size=4 --max-steps=1 --max-tokens=2048 --threads=1 --device=cpu".split(
  " ",
);

interface Evaluated {
  readonly questionCount: number;
  readonly split: string;
  readonly measures: readonly { name: string; base: number | null; tuned: number | null; difference: number | null }[];
  readonly questions: readonly { question: string; base: object; tuned: object }[];
}

/** A folder with grounded examples and a run that learned from them. */
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "espalier-test-"));
  mkdirSync(join(folder, "src"));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  await writeTinyModel(join(folder, "model.gguf"), { contextLength: 4096 });
  const built = await runCli(folder, "dataset", "build", "--kind=grounded", "--out=asked");
  expect(built.code).toBe(0);
  const trained = await runCli(folder, "train", "--dataset=asked", "--model=model.gguf", ...TRAIN);
  expect(trained.code).toBe(0);
  return () => rmSync(folder, { recursive: true, force: true });
});

const rows = (name = "asked") =>
  readFileSync(join(folder, `.espalier/datasets/${name}.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; messages: { content: string }[] });

describe("espalier evaluate --grounded", () => {
  it("measures base and tuned in every way of asking, with the answers", async () => {
    const [result] = (await runJson(folder, "evaluate", "--grounded", "--limit=2")) as unknown as [Evaluated];
    expect(result).toMatchObject({ questionCount: 2, split: "test" });
    expect(result.measures.map(({ name }) => name)).toEqual([
      "aloneAccuracy",
      "givenAccuracy",
      "givenF1",
      "givenAbstentions",
      "retrievedAccuracy",
      "retrievedAbstentions",
      "removedAnswers",
      "removedAnswersGated",
      "namedVerified",
      "shownRight",
    ]);
    for (const { base, tuned } of result.questions) {
      for (const side of [base, tuned]) expect(Object.keys(side)).toEqual(["alone", "given", "retrieved", "removed"]);
    }
  });

  it("finds no difference at strength 0, and prints that", async () => {
    const { code, stdout } = await runCli(folder, "evaluate", "--grounded", "--limit=2", "--scale=0");
    expect(code).toBe(0);
    expect(stdout).toMatch(/passage given: right +\d+\.\d % +\d+\.\d % +\+0\.0 \(\+0\.0 to \+0\.0\)/);
    expect(stdout).toContain("No clear difference in any of these.");
  });

  it("refuses another dataset, which its files say nothing of", async () => {
    const { code, stderr } = await runCli(folder, "evaluate", "--grounded", "--dataset=asked");
    expect(code).toBe(2);
    expect(stderr).toContain("--dataset asked and --grounded exclude one another");
  });
});

describe("espalier dataset build --kind grounded", () => {
  it("makes questions with sources that the retriever's own process found", () => {
    expect(new Set(rows().map(({ kind }) => kind))).toEqual(new Set(["grounded"]));
    expect(rows().length).toBeGreaterThan(10);
    for (const { messages } of rows()) {
      expect(messages[1]?.content).toMatch(/^\[1\] src\/part\d+\.ts:\d+-\d+/);
      expect(messages[2]?.content).toMatch(/ \[\d\]$|^The sources do not say\.$/);
    }
  });

  it("makes the same again, and after edits what a build without anything kept makes", async () => {
    const build = async () =>
      (await runJson(folder, "dataset", "build", "--kind=grounded", "--out=again"))[0] as { report: object };
    await build();
    const before = rows("again");
    expect((await build()).report).toMatchObject({ added: 0, removed: 0, changed: 0, unchanged: before.length });

    writeFileSync(join(folder, "src/part3.ts"), `/** ${proseOf(99)} */\nexport function renamed(): void {}\n`);
    rmSync(join(folder, "src/part4.ts"));
    await build();
    const edited = rows("again");
    expect(edited).not.toEqual(before);
    expect(JSON.stringify(edited)).not.toContain("src/part4.ts");
    for (const kept of ["cache", "index"]) rmSync(join(folder, ".espalier", kept), { recursive: true });
    await build();
    expect(rows("again")).toEqual(edited);
  });
});
