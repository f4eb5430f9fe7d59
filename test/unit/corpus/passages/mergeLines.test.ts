import { describe, expect, it } from "vitest";
import {
  ATTACHED,
  INSIDE,
  lineBorders,
  mergeLines,
  PASSAGE_CHARACTERS,
} from "../../../../src/corpus/passages/mergeLines.ts";
import { passagesOf } from "../../../../src/corpus/passages/passagesOf.ts";
import { Random } from "../../../../src/engine/data/random.ts";
import { expectPartition } from "../../../support/expectPartition.ts";

/** Lines of 100 characters under the given borders, as ranges `start-end`. */
function ranges(borders: readonly number[], limit: number, lengths?: readonly number[]): string[] {
  const lines = borders.map((_, row) => "x".repeat(lengths?.[row] ?? 100));
  return mergeLines(lines, Uint16Array.from(borders), limit).map(({ start, end }) => `${start}-${end}`);
}

describe("mergeLines", () => {
  it("keeps together what fits", () => {
    expect(ranges([0, 1, 0, 1], 1000)).toEqual(["0-4"]);
  });

  it("cuts at the outermost borders, and shares a range among small neighbours", () => {
    expect(ranges([0, 2, 1, 2, 0, 1], 400)).toEqual(["0-4", "4-6"]);
    expect(ranges([0, 0, 0, 0, 0], 250)).toEqual(["0-2", "2-4", "4-5"]);
  });

  it("cuts a part that is too large between its own parts, and joins none of them to the part's neighbours", () => {
    // Lines 1 to 4 are one function of 400 characters; 0 and 5 are small ones.
    expect(ranges([0, 0, 1, 1, 1, 0], 300)).toEqual(["0-1", "1-4", "4-5", "5-6"]);
  });

  it("keeps a comment with the first lines of what it is about, even when that is too large", () => {
    expect(ranges([0, 0, ATTACHED, 1, 1], 300)).toEqual(["0-1", "1-4", "4-5"]);
  });

  it("takes the lines of a part that cannot be taken apart in turn, when it is too large", () => {
    expect(ranges([0, INSIDE, INSIDE, INSIDE, INSIDE], 200)).toEqual(["0-2", "2-4", "4-5"]);
  });

  it("makes a line longer than the limit a range of its own", () => {
    expect(ranges([0, 0, 0], 200, [100, 5000, 100])).toEqual(["0-1", "1-2", "2-3"]);
  });

  it("leaves no closing brace alone", () => {
    expect(ranges([0, 1, 1, 1, 0], 200, [100, 100, 100, 1, 150])).toEqual(["0-2", "2-4", "4-5"]);
    // Nor a heading above a table that fills a passage.
    expect(ranges([0, 5, 10], 200, [150, 10, 195])).toEqual(["0-1", "1-3"]);
  });

  it("counts no white space", () => {
    const lines = Array.from({ length: 10 }, () => `${" ".repeat(500)}${"x".repeat(100)}`);
    expect(mergeLines(lines, lineBorders(10))).toEqual([{ start: 0, end: 10 }]);
  });

  it("has no ranges for nothing", () => {
    expect(mergeLines([""], lineBorders(1))).toEqual([]);
    expect(mergeLines([], lineBorders(0))).toEqual([]);
    expect(mergeLines(["", " ", "\t"], lineBorders(3))).toEqual([]);
  });

  it("leaves out nothing but blank lines, whatever the borders", () => {
    const random = new Random(4);
    for (let round = 0; round < 300; round++) {
      const lines = Array.from({ length: 1 + random.integer(60) }, () =>
        random.integer(4) === 0 ? " ".repeat(random.integer(3)) : "word ".repeat(1 + random.integer(60)),
      );
      const borders = Uint16Array.from(lines, () => [0, 1, 2, 3, 10, ATTACHED, INSIDE][random.integer(7)] ?? 0);
      const passages = passagesOf("a", lines, borders);
      expectPartition(lines.join("\n"), passages);
      for (const { text } of passages) {
        const isOneLine = !text.includes("\n");
        // Scraps may go past the limit.
        if (!isOneLine) expect(text.replace(/\s/g, "").length).toBeLessThan(PASSAGE_CHARACTERS * 1.2);
      }
    }
  });
});
