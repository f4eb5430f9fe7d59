import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli, runJson } from "../support/cliProcess.ts";
import { proseOf } from "../support/prose.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { writeTinyModel } from "../support/tinyModel.ts";

const TOPICS = [
  "roots",
  "leaves",
  "wires",
  "frames",
  "knots",
  "buds",
  "bark",
  "shoots",
  "cuts",
  "ties",
  "walls",
  "suns",
];

async function gardenBook(): Promise<string> {
  const folder = temporaryFolder();
  await writeTinyModel(join(folder, "model.gguf"), { contextLength: 512 });
  mkdirSync(join(folder, "docs"));
  // So many files that each question can be about another one of the tenth that is held out.
  const chapters = [1, 2, 3, 4].flatMap((part) => TOPICS.map((topic) => `${topic}-${part}`));
  for (const [index, topic] of chapters.entries()) {
    const sections = ["Why", "How"].map((word, part) => `## ${word} ${topic}\n\n${proseOf(2 * index + part)}\n`);
    writeFileSync(join(folder, "docs", `${topic}.md`), `# About ${topic}\n\n${sections.join("\n")}`);
  }
  return folder;
}

it("does the main job on a folder, stage after stage, and ends with what it found", async () => {
  const folder = await gardenBook();
  const lines = await runJson(folder, "demo", folder, "--quick", "--model=model.gguf");
  expect(lines.filter((line) => line.kind === "stage").map((line) => line.stage)).toEqual([
    "model",
    "dataset",
    "base",
    "training",
    "tuned",
    "questions",
  ]);
  const result = lines.at(-1) as {
    kind: string;
    evaluation: { exampleCount: number; verdict: { outcome: string } };
    questions: { path: string; base: string; tuned: string }[];
  };
  expect(result.kind).toBe("demo");
  expect(result.evaluation.exampleCount).toBeGreaterThan(0);
  expect(["improved", "unclear", "worse"]).toContain(result.evaluation.verdict.outcome);
  expect(result.questions.length).toBeGreaterThan(0);
  expect(new Set(result.questions.map((question) => question.path)).size).toBe(result.questions.length);
});

it("ends by saying where the adapter lies and what to type next", async () => {
  const folder = await gardenBook();
  const { code, stdout } = await runCli(folder, "demo", folder, "--quick", "--model=model.gguf");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^(Improved|No clear difference|Worse than the base model): loss .* 95 % interval/m);
  expect(stdout).toMatch(/^The adapter: \.espalier\/runs\/\S+\/adapter\.gguf$/m);
  expect(stdout).toMatch(/^ {2}espalier ask "…"$/m);
});

it("looks for the folder before it gets a model", async () => {
  const { code, stderr } = await runCli(temporaryFolder(), "demo", "nowhere");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Error: expected a folder at .*nowhere, found nothing$/m);
  expect(stderr).not.toContain("Ollama");
});

it("says that a folder has too little to hold something back", async () => {
  const folder = temporaryFolder();
  await writeTinyModel(join(folder, "model.gguf"));
  writeFileSync(
    join(folder, "one.md"),
    "# One\n\nThe only section that there is in this folder, told in one sentence that is long enough to be worth learning.\n",
  );
  const { code, stderr } = await runCli(folder, "demo", folder, "--quick", "--model=model.gguf");
  expect(code).toBe(2);
  expect(stderr).toContain("none can be held out");
});
