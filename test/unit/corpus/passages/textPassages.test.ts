import { describe, expect, it } from "vitest";
import { PASSAGE_CHARACTERS } from "../../../../src/corpus/passages/mergeLines.ts";
import { textPassages } from "../../../../src/corpus/passages/textPassages.ts";

const paragraph = "A line of a paragraph that says something.\n".repeat(10);

describe("textPassages", () => {
  it("leaves out nothing but blank lines, and names the lines truly", () => {
    const text = `\n\n${Array.from({ length: 20 }, (_, i) => `${i} ${paragraph}`).join("\n")}${"x".repeat(3000)}\n\n\nend`;
    const passages = textPassages("a.txt", text);
    const lines = text.split("\n");
    for (const { source, text: held } of passages) {
      expect(lines.slice(source.startLine - 1, source.endLine).join("\n")).toBe(held);
    }
    const covered = new Set(
      passages.flatMap(({ source }) =>
        Array.from({ length: source.endLine - source.startLine + 1 }, (_, i) => source.startLine + i),
      ),
    );
    expect(lines.filter((line, index) => line.trim() !== "" && !covered.has(index + 1))).toEqual([]);
    expect(covered.size).toBe(passages.reduce((sum, { source }) => sum + source.endLine - source.startLine + 1, 0));
  });

  it("cuts at blank lines and keeps to the size, but never cuts a line", () => {
    const passages = textPassages("a.txt", Array.from({ length: 9 }, () => paragraph).join("\n"));
    expect(passages.length).toBeGreaterThan(3);
    for (const { text } of passages) {
      expect(text.replace(/\s/g, "").length).toBeLessThanOrEqual(PASSAGE_CHARACTERS);
      expect(text.startsWith("A line")).toBe(true);
    }
    expect(textPassages("a.txt", "y".repeat(5000))).toHaveLength(1);
  });

  it("has none for a text of blank lines", () => {
    expect(textPassages("a.txt", " \n\n")).toEqual([]);
  });
});
