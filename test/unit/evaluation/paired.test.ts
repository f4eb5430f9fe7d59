import { describe, expect, it } from "vitest";
import { pairedInterval, type PairedLoss } from "../../../src/evaluation/paired.ts";
import { verdictOf } from "../../../src/evaluation/verdict.ts";

/** 40 examples of very different difficulty, on each of which the tuned model is better by about `gain` a token. */
function losses(gain: number, noise = 0): PairedLoss[] {
  return Array.from({ length: 40 }, (_, index) => {
    const tokenCount = 10 + (index % 7) * 20;
    const baseNll = tokenCount * (1 + index * 0.1);
    return { baseNll, tunedNll: baseNll - tokenCount * (gain + (index % 2 === 0 ? noise : -noise)), tokenCount };
  });
}

describe("pairedInterval", () => {
  it("weighs examples by their tokens", () => {
    const interval = pairedInterval([
      { baseNll: 30, tunedNll: 20, tokenCount: 10 },
      { baseNll: 10, tunedNll: 12, tokenCount: 30 },
    ]);
    expect(interval.baseLoss).toBeCloseTo(1);
    expect(interval.tunedLoss).toBeCloseTo(0.8);
    expect(interval.difference).toBeCloseTo(-0.2);
    expect(interval.winShare).toBe(0.5);
  });

  it("is narrow where every example agrees, however different their difficulty", () => {
    const { low, high } = pairedInterval(losses(0.5));
    expect(low).toBeCloseTo(-0.5);
    expect(high).toBeCloseTo(-0.5);
  });

  it("contains zero where examples disagree as much as they agree", () => {
    const { low, high } = pairedInterval(losses(0, 0.5));
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it("covers the true difference about as often as it promises", () => {
    let covered = 0;
    const trials = 200;
    for (let seed = 0; seed < trials; seed++) {
      // Differences of -0.1 plus a sum of uniforms: mean -0.1 by construction.
      const random = lehmer(seed + 1);
      const sample = Array.from({ length: 50 }, () => {
        const noise = random() + random() + random() - 1.5;
        return { baseNll: 100, tunedNll: 100 + 10 * (-0.1 + noise), tokenCount: 10 };
      });
      const { low, high } = pairedInterval(sample, { seed, resamples: 400 });
      if (low <= -0.1 && -0.1 <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.88);
    expect(covered / trials).toBeLessThan(0.99);
  });

  it("gives the same interval for the same seed", () => {
    expect(pairedInterval(losses(0.1, 0.4), { seed: 7 })).toEqual(pairedInterval(losses(0.1, 0.4), { seed: 7 }));
    expect(pairedInterval(losses(0.1, 0.4), { seed: 7 }).low).not.toBe(pairedInterval(losses(0.1, 0.4)).low);
  });

  it("refuses to speak about no examples", () => {
    expect(() => pairedInterval([])).toThrow("at least 1 example, got 0");
  });
});

describe("verdictOf", () => {
  it.each([
    [losses(0.5), "improved", /^Improved: loss .* perplexity .*difference −0\.500.* 40 held-out examples/],
    [losses(-0.5), "worse", /^Worse than the base model/],
    [losses(0, 0.5), "unclear", /^No clear difference/],
  ] as const)("says improved or worse only when the whole interval is on that side (%#)", (sample, outcome, text) => {
    const verdict = verdictOf(pairedInterval(sample), sample.length);
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.text).toMatch(text);
  });
});

/** Park and Miller's generator, independent of the one under test. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}
