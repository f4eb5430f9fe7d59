import { describe, expect, it } from "vitest";
import { hashOfLines } from "../../../../src/core/lineHash.ts";
import { chunkMarkdown } from "../../../support/chunkMarkdown.ts";

describe("chunkMarkdown", () => {
  it("gives each section its own text, heading path and 1-based lines", () => {
    const text = "# Tool\n\nIntro.\n\n## Use\n\nFirst.\n\nSecond.\n\n### Deep\n\nDown.\n\n## End\n\nLast.\n";
    expect(chunkMarkdown("docs/a.md", text)).toEqual([
      section("Intro.", ["Tool"], 1, 3),
      section("First.\n\nSecond.", ["Tool", "Use"], 5, 9),
      section("Down.", ["Tool", "Use", "Deep"], 11, 13),
      section("Last.", ["Tool", "End"], 15, 17),
    ]);
  });

  it("keeps text above the first heading, and leaves out sections without text", () => {
    expect(chunkMarkdown("docs/a.md", "Before.\n\n# A\n\n## B\n\nText.")).toEqual([
      {
        kind: "section",
        source: { path: "docs/a.md", startLine: 1, endLine: 1, hash: hashOfLines(["Before."]) },
        headings: [],
        text: "Before.",
      },
      section("Text.", ["A", "B"], 5, 7),
    ]);
  });

  it("handles a level that is skipped, and a sibling after it", () => {
    const headings = chunkMarkdown("a.md", "# A\n\n### C\n\nc\n\n## B\n\nb\n").map((chunk) => chunk.headings);
    expect(headings).toEqual([
      ["A", "C"],
      ["A", "B"],
    ]);
  });

  it("reads a heading as words: without marks, emoji, anchors and links", () => {
    const [chunk] = chunkMarkdown("a.md", "## 🚀 Use `fit()` with **care** and [links](x) {#use}\n\nText.");
    expect(chunk?.headings).toEqual(["Use fit() with care and links"]);
  });

  it("skips front matter and comments without losing count of lines", () => {
    const [chunk, ...others] = chunkMarkdown("a.md", "---\ntitle: x\n---\n<!-- note -->\n\n# A\n\nText.\n");
    expect(others).toEqual([]);
    expect(chunk).toMatchObject({ headings: ["A"], text: "Text.", source: { startLine: 6, endLine: 8 } });
  });

  it("does not take a thematic break at the top for front matter", () => {
    expect(chunkMarkdown("a.md", "---\n\nText.\n\n---\n\nMore.").map(({ text }) => text)).toEqual([
      "---\n\nText.\n\n---\n\nMore.",
    ]);
  });

  it("does not cut at a # in a code block", () => {
    const text = "# A\n\n```sh\n# no heading\nls\n```\n";
    expect(chunkMarkdown("a.md", text).map((chunk) => chunk.text)).toEqual(["```sh\n# no heading\nls\n```"]);
  });

  it("gives nothing for nothing", () => {
    expect(chunkMarkdown("a.md", "")).toEqual([]);
    expect(chunkMarkdown("a.md", "# Only a heading\n")).toEqual([]);
  });
});

function section(text: string, headings: string[], startLine: number, endLine: number): unknown {
  const hash = expect.stringMatching(/^[0-9a-f]{16}$/) as string;
  const source = { path: "docs/a.md", startLine, endLine, title: headings.join(" > "), hash };
  return { kind: "section", source, headings, text };
}
