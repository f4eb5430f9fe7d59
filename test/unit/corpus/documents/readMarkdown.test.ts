import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMarkdown } from "../../../../src/corpus/documents/readMarkdown.ts";
import { expectPartition } from "../../../support/expectPartition.ts";

const prose = (words: number): string => "word ".repeat(words).trim();

describe("the passages of Markdown", () => {
  it("are sections, short ones together under the headings they share", () => {
    const text = `# T\n\n## A\n\n${prose(50)}\n\n## B\n\n${prose(50)}\n\n## C\n\n${prose(200)}\n\n### D\n\n${prose(100)}\n`;
    const { passages } = readMarkdown("a.md", text);
    expectPartition(text, passages);
    expect(passages.map(({ headings, source }) => [headings, source.startLine, source.endLine])).toEqual([
      [["T"], 1, 9],
      [["T", "C"], 11, 13],
      [["T", "C", "D"], 15, 17],
    ]);
    expect(passages[2]?.source.title).toBe("T > C > D");
  });

  it("do not cut a table or a code block that fits, and keep a heading with what it heads", () => {
    const table = `| a | b |\n|---|---|\n${"| one thing | another thing |\n".repeat(30)}`;
    const code = `\`\`\`js\n${"call(some, argument);\n".repeat(40)}\`\`\`\n`;
    const text = `# T\n\n${prose(40)}\n\n## Table\n\n${table}\n## Code\n\n${code}\n${prose(30)}\n`;
    const { passages } = readMarkdown("a.md", text);
    expectPartition(text, passages);
    expect(passages.filter((passage) => passage.text.includes(table.trim()))).toHaveLength(1);
    expect(passages.filter((passage) => passage.text.includes(code.trim()))).toHaveLength(1);
    for (const { text: held } of passages) expect(held).not.toMatch(/^## \w+$/);
  });

  it("cut a list that is too long between its items", () => {
    const item = `- ${prose(60)}\n  ${prose(20)}\n`;
    const { passages } = readMarkdown("a.md", `# L\n\n${item.repeat(12)}`);
    expect(passages.length).toBeGreaterThan(2);
    for (const { text } of passages.slice(1)) expect(text.startsWith("- ")).toBe(true);
  });

  it("leave out nothing of this repository's own documents, front matter included", () => {
    for (const name of ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "test/bench/RESULTS.md"]) {
      const text = readFileSync(join(import.meta.dirname, "../../../..", name), "utf8");
      expectPartition(text, readMarkdown(name, text).passages);
      const headed = `---\ntitle: x\n---\n\n${text}`;
      expectPartition(headed, readMarkdown(name, headed).passages);
    }
  });
});
