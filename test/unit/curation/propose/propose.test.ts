import { describe, expect, it } from "vitest";
import type { ChunkedFile } from "../../../../src/core/chunk.ts";
import type { Example } from "../../../../src/core/example.ts";
import { textsOf } from "../../../../src/core/exampleText.ts";
import { chunkMarkdown } from "../../../support/chunkMarkdown.ts";
import { chunkCode } from "../../../support/chunkCode.ts";
import { propose } from "../../../../src/curation/propose/propose.ts";
import { chunkedFile } from "../../../support/chunkedFile.ts";
import { proseOf } from "../../../support/prose.ts";

const markdown = (path: string, text: string): ChunkedFile =>
  chunkedFile(path, "markdown", chunkMarkdown(path, text), text);
const typescript = async (path: string, text: string): Promise<ChunkedFile> =>
  chunkedFile(path, "typescript", await chunkCode(path, text, "typescript"), text);
const pairs = (examples: readonly Example[]): string[][] => examples.map((example) => [...textsOf(example)]);
const sectionsOf = (text: string, path = "docs/guide.md"): string[][] =>
  pairs(propose([markdown(path, text)], { seed: 0, kinds: ["section"] }).examples);

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
    const [[question, answer] = []] = pairs(propose([file], { seed: 0, kinds: ["doc-comment"] }).examples);
    expect(question).toContain("`sort`");
    expect(question).toContain("`src/a.ts`");
    expect(answer).toBe("Sorts examples by length within a window.");
  });

  it("do not repeat a comment that only says the name again", async () => {
    const file = await typescript(
      "src/a.ts",
      "/** Gets the parser options. */\nexport function getParserOptions(): A {}\n/** The name. */\nexport const name = 1;",
    );
    expect(propose([file], { seed: 0, kinds: ["doc-comment"] }).examples).toEqual([]);
  });

  it("answer how a public symbol is declared, in a code block of its language, once for overloads", async () => {
    const file = await typescript(
      "src/a.ts",
      "export function open(path: string): File;\nexport function open(path: URL): File;\nfunction hidden(a: number): void {}\nexport function none() {}",
    );
    expect(pairs(propose([file], { seed: 0, kinds: ["signature"] }).examples).map(([, answer]) => answer)).toEqual([
      "```typescript\nfunction open(path: string): File\n```",
    ]);
  });
});

describe("propose", () => {
  const files = Array.from({ length: 20 }, (_, i) =>
    markdown(`docs/${i}.md`, `# Doc ${i}\n\n## One\n\n${proseOf(2 * i)}\n\n## Two\n\n${proseOf(2 * i + 1)}\n`),
  );

  it("keeps the examples of one file in the same split", () => {
    const splits = new Map<string, Set<string | undefined>>();
    for (const { source, split } of propose(files, { seed: 3 }).examples) {
      splits.set(source?.path ?? "", (splits.get(source?.path ?? "") ?? new Set()).add(split));
    }
    expect(splits.size).toBe(20);
    for (const split of splits.values()) expect(split.size).toBe(1);
  });

  it("gives every example its own stable id, whatever the seed and the other files", () => {
    const ids = (list: readonly Example[]): string[] => list.map(({ id }) => id);
    const all = ids(propose(files, { seed: 0 }).examples);
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
    expect(ids(propose(files, { seed: 9 }).examples)).toEqual(all);
    expect(ids(propose(files.slice(0, 1), { seed: 0 }).examples)).toEqual(all.slice(0, 2));
  });

  it("drops and counts duplicates", () => {
    const text = (body: string): string => `# Doc\n\n## One\n\n${body}\n`;
    const { examples, duplicates } = propose(
      [
        markdown("a.md", text(paragraph)),
        markdown("b.md", text(paragraph)),
        markdown("c.md", text(paragraph.toUpperCase().replace(".", " !"))),
        markdown("d.md", text(proseOf(4))),
      ],
      { seed: 0 },
    );
    expect(examples.map(({ source }) => source?.path)).toEqual(["a.md", "d.md"]);
    expect(duplicates).toEqual({ exact: 1, near: 1 });
  });

  it("names a kind it does not know, and those it does", () => {
    expect(() => propose(files, { seed: 0, kinds: ["section", "poem"] })).toThrow("poem");
  });
});
