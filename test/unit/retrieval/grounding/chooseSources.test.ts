import { describe, expect, it } from "vitest";
import { chooseSources, type MeasuredHit } from "../../../../src/retrieval/grounding/chooseSources.ts";

const hit = (path: string, score: number, lines = 10, startLine = 1, tokensPerLine = 10): MeasuredHit => ({
  hit: {
    path,
    startLine,
    endLine: startLine + lines - 1,
    score,
    text: Array.from({ length: lines }, (_, line) => `line ${line}`).join("\n"),
  },
  headerTokens: 10,
  lineTokens: Array.from({ length: lines }, () => tokensPerLine),
});
const placesOf = (hits: readonly MeasuredHit[], budget = 1200): string[] =>
  chooseSources(hits, budget).map((source) => `${source.number} ${source.path}:${source.startLine}-${source.endLine}`);

describe("the choice of sources", () => {
  it("takes at most four and puts the best last", () => {
    expect(placesOf([hit("a", 1), hit("b", 0.9), hit("c", 0.8), hit("d", 0.7), hit("e", 0.6)])).toEqual([
      "1 d:1-10",
      "2 c:1-10",
      "3 b:1-10",
      "4 a:1-10",
    ]);
  });

  it("leaves what was shown before where it was, as far as it is shown again, and the best last", () => {
    const shownAfter = (before: readonly MeasuredHit[], now: readonly MeasuredHit[]) =>
      chooseSources(now, 1200, chooseSources(before, 1200)).map(({ number, path }) => `${number} ${path}`);
    const [a, b, c, d, e] = [hit("a", 1), hit("b", 0.9), hit("c", 0.8), hit("d", 0.7), hit("e", 0.6)];
    // Shown were d, c, b, a.
    expect(shownAfter([a, b, c, d], [a, d, b, c])).toEqual(["1 d", "2 c", "3 b", "4 a"]);
    // c is gone: what follows it would have to be read anew in any case.
    expect(shownAfter([a, b, c, d], [a, b, d, e])).toEqual(["1 d", "2 e", "3 b", "4 a"]);
    // b is the best now.
    expect(shownAfter([a, b, c, d], [b, a, c, d])).toEqual(["1 d", "2 c", "3 a", "4 b"]);
    // A passage of the same place that changed is another.
    const edited = { ...d, hit: { ...d.hit, text: "edited" } };
    expect(shownAfter([a, b, c, d], [a, c, b, edited])).toEqual(["1 d", "2 b", "3 c", "4 a"]);
  });

  it("leaves out what is far behind the best, but for a second one", () => {
    expect(placesOf([hit("a", 1), hit("b", 0.1), hit("c", 0.05)])).toEqual(["1 b:1-10", "2 a:1-10"]);
  });

  it("stays within the tokens there are, cutting a passage to the lines that fit", () => {
    expect(placesOf([hit("a", 1), hit("b", 0.9)], 170)).toEqual(["1 b:1-5", "2 a:1-10"]);
    expect(placesOf([hit("a", 1), hit("b", 0.9)], 140)).toEqual(["1 a:1-10"]);
  });

  it("shows no line twice", () => {
    expect(placesOf([hit("a", 1, 10, 1), hit("a", 0.9, 10, 5), hit("a", 0.8, 5, 11)])).toEqual([
      "1 a:11-15",
      "2 a:1-10",
    ]);
  });

  it("shows the beginning of a line that is longer than all there is room for", () => {
    const [only] = chooseSources([hit("min.js", 1, 1, 1, 1000)], 510);
    expect(only).toMatchObject({ endLine: 1, text: "lin" });
  });

  it("has nothing to show of nothing, and where nothing fits", () => {
    expect(placesOf([])).toEqual([]);
    expect(placesOf([hit("a", 1)], 5)).toEqual([]);
  });
});
