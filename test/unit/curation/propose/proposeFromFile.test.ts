import { describe, expect, it } from "vitest";
import type { ChunkedFile } from "../../../../src/core/chunk.ts";
import type { Example } from "../../../../src/core/example.ts";
import { textsOf } from "../../../../src/core/exampleText.ts";
import { chunkMarkdown } from "../../../support/chunkMarkdown.ts";
import { chunkCode } from "../../../support/chunkCode.ts";
import { proposeFromFile } from "../../../../src/curation/propose/proposeFromFile.ts";
import { proseOf } from "../../../support/prose.ts";
import { chunkedFile } from "../../../support/chunkedFile.ts";

const markdown = (path: string, text: string): ChunkedFile =>
  chunkedFile(path, "markdown", chunkMarkdown(path, text), text);
const typescript = async (path: string, text: string): Promise<ChunkedFile> =>
  chunkedFile(path, "typescript", await chunkCode(path, text, "typescript"), text);
const pairs = (examples: readonly Example[]): string[][] => examples.map((example) => [...textsOf(example)]);
const sectionsOf = (text: string, path = "docs/guide.md"): string[][] =>
  pairs(proposeFromFile(markdown(path, text), ["section"]).examples);

const paragraph = "The trainer reads every example once an epoch, and sorts them by length.";

describe("examples from sections", () => {
  it("ask about the section by name and file, and answer with its text", () => {
    const [[question, answer] = []] = sectionsOf(`# Guide\n\n## Batches\n\n${paragraph}`);
    expect(question).toContain("Batches");
    expect(question).toContain("`docs/guide.md`");
    expect(answer).toBe(paragraph);
  });

  it("name the section above where there is one", () => {
    const text = `# Guide\n\n## Training\n\n### Batches\n\n${paragraph}`;
    expect(sectionsOf(text)[0]?.[0]).toMatch(/Training/);
  });

  it("ask for the code where a section is nothing else", () => {
    const [[question] = []] = sectionsOf(
      "# Guide\n\n## First run\n\n```sh\nnpm install\nespalier train --preset quick --seed 0 ./docs\n```",
    );
    expect(question).toMatch(/code|example/);
  });

  it("vary in wording over sections, and do not over runs", () => {
    const text = Array.from({ length: 40 }, (_, i) => `## Part ${i}\n\n${proseOf(i)}\n`).join("\n");
    const questions = sectionsOf(text).map(([question = ""]) => question.replace(/\d+/g, "N"));
    expect(new Set(questions).size).toBeGreaterThanOrEqual(4);
    expect(sectionsOf(text)).toEqual(sectionsOf(text));
  });

  it.each([
    ["a stub", "## Later\n\nTBD."],
    ["an unfinished one", `## Later\n\nTODO: ${paragraph}`],
    ["a table of contents", "## Contents\n\n- [One of the sections](#one)\n- [Another of the sections](#two)"],
    ["a list of links", "## Where\n\n- [One of the sections below](#one)\n- [Another of the sections](#two)"],
    ["a licence", `## License\n\n${paragraph}`],
    ["the text of a licence", "## Terms\n\nPermission is hereby granted, free of charge, to any person to use this."],
    ["a release", `## [1.2.0] - 2024-01-01\n\n${paragraph}`],
    ["a changelog", `## Changelog\n\n${paragraph}`],
    ["badges", "# Tool\n\n[![build](a.svg)](b) [![cover](c.svg)](d)"],
  ])("are not made of %s", (_, text) => {
    expect(sectionsOf(`${text}\n`)).toEqual([]);
  });

  it("are not made of changelog files", () => {
    expect(sectionsOf(`# Guide\n\n## Fixed\n\n${paragraph}`, "CHANGELOG.md")).toEqual([]);
  });
});

describe("examples from code", () => {
  it("answer what a symbol does with its doc comment", async () => {
    const file = await typescript(
      "src/a.ts",
      "/** Sorts examples by length within a window. */\nexport function sort(n: number): void {}",
    );
    const [[question, answer] = []] = pairs(proposeFromFile(file, ["doc-comment"]).examples);
    expect(question).toContain("`sort`");
    expect(question).toContain("`src/a.ts`");
    expect(answer).toBe("Sorts examples by length within a window.");
  });

  it("do not repeat a comment that only says the name again", async () => {
    const file = await typescript(
      "src/a.ts",
      "/** Gets the parser options. */\nexport function getParserOptions(): A {}\n/** The name. */\nexport const name = 1;",
    );
    expect(proposeFromFile(file, ["doc-comment"]).examples).toEqual([]);
  });

  it("answer how a public symbol is declared, in a code block of its language, once for overloads", async () => {
    const file = await typescript(
      "src/a.ts",
      "export function open(path: string): File;\nexport function open(path: URL): File;\nfunction hidden(a: number): void {}\nexport function none() {}",
    );
    expect(pairs(proposeFromFile(file, ["signature"]).examples).map(([, answer]) => answer)).toEqual([
      "```typescript\nfunction open(path: string): File\n```",
    ]);
  });
});
