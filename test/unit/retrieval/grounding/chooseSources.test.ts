import { describe, expect, it } from "vitest";
import { chooseSources, type MeasuredHit, sourceOf } from "../../../../src/retrieval/grounding/chooseSources.ts";

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

  describe("after a model has read some", () => {
    const [a, b, c, d, e] = [hit("a", 1), hit("b", 0.85), hit("c", 0.8), hit("d", 0.7), hit("e", 0.6)];
    const shownAfter = (shown: readonly MeasuredHit[], now: readonly MeasuredHit[], budget = 1200) =>
      chooseSources(now, budget, { shown: shown.map((each) => sourceOf(each.hit)) }).map(({ path }) => path);

    it("leaves them where they are, in the places of passages that are hardly better", () => {
      expect(shownAfter([d, c, b, a], [a, d, b, c])).toEqual(["d", "c", "b", "a"]);
      expect(shownAfter([e, d], [a, b, c, d, e])).toEqual(["e", "d", "b", "a"]);
    });

    it("shows the best next to the question, though it was read elsewhere", () => {
      expect(shownAfter([e, d, a], [a, b, c, d, e])).toEqual(["e", "d", "b", "a"]);
      expect(shownAfter([e, a, d], [a, b, c, d, e])).toEqual(["e", "c", "b", "a"]);
      expect(shownAfter([a, e], [a, b, c, d, e])).toEqual(["d", "c", "b", "a"]);
    });

    it("leaves next to the question what stands there, while it is about as good as the best", () => {
      const alike = hit("b", 0.95);
      expect(shownAfter([d, c, a, alike], [a, alike, c, d])).toEqual(["d", "c", "a", "b"]);
      expect(shownAfter([d, c, alike], [a, alike, c, d])).toEqual(["d", "c", "a", "b"]);
      expect(shownAfter([d, alike, c], [a, alike, c, d])).toEqual(["d", "b", "c", "a"]);
    });

    it("shows the two best in any case, and as much before them as there is room for", () => {
      expect(shownAfter([c, d, e, b], [a, b, c, d, e])).toEqual(["c", "d", "b", "a"]);
      expect(shownAfter([e, d, c], [a, b, c, d, e])).toEqual(["e", "d", "b", "a"]);
      // A header and ten lines are 110 tokens.
      expect(shownAfter([e, d, c], [a, b, c, d, e], 330)).toEqual(["e", "b", "a"]);
    });

    it("keeps of them what stands before the first that is gone, says something else, or would only distract", () => {
      expect(shownAfter([d, c, b, a], [a, b, d, e])).toEqual(["d", "e", "b", "a"]);
      expect(shownAfter([c, hit("f", 0.3), d], [a, b, c, d, hit("f", 0.3)])).toEqual(["c", "d", "b", "a"]);
      const edited = { ...d, hit: { ...d.hit, text: "edited" } };
      expect(shownAfter([d, c, b, a], [a, c, b, edited])).toEqual(["d", "b", "c", "a"]);
    });

    it("knows a passage of which it was shown the beginning", () => {
      const cut = { ...sourceOf(c.hit), endLine: 2, text: "line 0\nline 1" };
      const chosen = chooseSources([a, b, c], 1200, { shown: [cut] });
      expect(chosen.map(({ path, endLine }) => `${path}:${endLine}`)).toEqual(["c:2", "b:10", "a:10"]);
    });

    it("shows no line twice", () => {
      const around = hit("a", 0.7, 30, 5);
      expect(shownAfter([around], [a, b, around])).toEqual(["b", "a"]);
    });

    it("puts the better before the less good among the new ones while more is typed, and the two best last", () => {
      const placed = (hits: readonly MeasuredHit[], shown: readonly MeasuredHit[] = []) =>
        chooseSources(hits, 1200, { shown: shown.map((each) => sourceOf(each.hit)), others: "best first" });
      expect(placed([a, b, c, d]).map(({ path }) => path)).toEqual(["c", "d", "b", "a"]);
      expect(placed([a, b, c, d], [d]).map(({ path }) => path)).toEqual(["d", "c", "b", "a"]);
    });
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
