import { describe, expect, it } from "vitest";
import { summarizeDifficulty } from "../../../../src/curation/judge/difficulty.ts";
import { lengthDistribution } from "../../../../src/curation/judge/tokenLengths.ts";
import { measureOf, tokenRemarks } from "../../../../src/curation/judge/tokenRemarks.ts";

describe("lengthDistribution", () => {
  it("puts every length into a bin of a round width, the upper bound included", () => {
    const { bins, quantiles, longest, total } = lengthDistribution([1, 50, 51, 100, 512]);
    expect(bins.slice(0, 3)).toEqual([
      { from: 1, to: 50, count: 2 },
      { from: 51, to: 100, count: 2 },
      { from: 101, to: 150, count: 0 },
    ]);
    expect(bins.at(-1)).toEqual({ from: 501, to: 550, count: 1 });
    expect([quantiles.p50, quantiles.p90, longest, total]).toEqual([51, 512, 512, 714]);
  });

  it("has bins for any lengths, and none for none", () => {
    for (const longest of [1, 11, 12, 13, 121, 4096, 1_000_000]) {
      const { bins } = lengthDistribution([longest, 1]);
      expect(bins.length).toBeLessThanOrEqual(12);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    }
    expect(lengthDistribution([])).toMatchObject({ count: 0, longest: 0, bins: [], quantiles: { p50: 0 } });
  });
});

describe("tokenRemarks", () => {
  const encoded = (isTarget: number[]) => ({
    id: "e",
    tokens: new Int32Array(isTarget.length),
    isTarget: Uint8Array.from(isTarget),
    untrainedAnswers: 0,
    controlText: [],
  });
  const remarks = (isTarget: number[], maxTokens: number) =>
    tokenRemarks(measureOf(encoded(isTarget), maxTokens), maxTokens).map(({ rule, message }) => `${rule}: ${message}`);

  it("tell what is cut off, and what is learned of nothing", () => {
    expect(remarks([0, 0, 1, 1], 4)).toEqual([]);
    expect(remarks([0, 0, 1, 1], 3)).toEqual(["too-long: 4 tokens, 3 fit: 1 of 2 to learn are cut off"]);
    expect(remarks([0, 0, 1, 1], 2)).toEqual(["all-masked: its answer begins after the 2 tokens that fit; it has 4"]);
    expect(remarks([0, 0], 4)).toEqual(["all-masked: none of its 2 tokens is learned"]);
  });

  it("tell of control tokens and of answers that are not trained", () => {
    const measure = { ...measureOf(encoded([0, 1]), 9), untrainedAnswers: 2, controlText: ["<|im_end|>"] };
    expect(tokenRemarks(measure, 9).map(({ rule, severity }) => [rule, severity])).toEqual([
      ["untrained-answers", "warning"],
      ["control-token", "error"],
    ]);
  });
});

describe("summarizeDifficulty", () => {
  const loss = (asked: number, alone: number, tokenCount = 10) => ({ tokenCount, loss: asked, aloneLoss: alone });

  it("ranks by the ratio at the hard end and by the loss at the trivial one", () => {
    const losses = [loss(2, 4), loss(3, 2), undefined, loss(0.5, 5), loss(1, 1), loss(9, 9.5, 2)];
    const { hardest, trivial, misledCount, measuredCount, ifd, medianLoss } = summarizeDifficulty(losses, 2);
    expect(hardest.map(({ index, ifd: ratio }) => [index, ratio])).toEqual([
      [1, 1.5],
      [4, undefined],
    ]);
    expect(trivial.map(({ index }) => index)).toEqual([3, 4]);
    expect([measuredCount, misledCount, medianLoss]).toEqual([5, 1, 2]);
    expect(ifd.p50).toBeCloseTo(0.5);
  });

  it("is empty for nothing", () => {
    expect(summarizeDifficulty([undefined], 3)).toMatchObject({ measuredCount: 0, hardest: [], trivial: [] });
  });
});
