import { describe, expect, it } from "vitest";
import { type PairedShare, shareDifference } from "../../../src/evaluation/pairedShares.ts";
import { termOverlap } from "../../../src/evaluation/termOverlap.ts";

const yes = { count: 1, of: 1 };
const no = { count: 0, of: 1 };
const nothing = { count: 0, of: 0 };
const repeated = (pair: PairedShare, count: number) => Array.from({ length: count }, () => pair);

describe("shareDifference", () => {
  it("counts over all questions, each by what it adds", () => {
    const result = shareDifference([
      { base: { count: 1, of: 3 }, tuned: { count: 4, of: 4 } },
      { base: { count: 0, of: 1 }, tuned: nothing },
    ]);
    expect(result).toMatchObject({ base: 0.25, tuned: 1, difference: 0.75, of: { base: 4, tuned: 4 } });
  });

  it("has an interval without zero where nearly every question agrees, and with it where they disagree", () => {
    const clear = shareDifference([
      ...repeated({ base: no, tuned: yes }, 30),
      ...repeated({ base: yes, tuned: no }, 2),
    ]);
    expect(clear.low).toBeGreaterThan(0.5);
    const even = shareDifference([
      ...repeated({ base: no, tuned: yes }, 10),
      ...repeated({ base: yes, tuned: no }, 10),
    ]);
    expect(even.low).toBeLessThan(0);
    expect(even.high).toBeGreaterThan(0);
  });

  it("is paired: questions that both get right add no doubt", () => {
    const { low, high } = shareDifference(repeated({ base: yes, tuned: yes }, 20));
    expect([low, high]).toEqual([0, 0]);
  });

  it("says nothing where there was nothing to count", () => {
    const { base, difference, low } = shareDifference([{ base: nothing, tuned: yes }]);
    expect([base, difference, low]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe("termOverlap", () => {
  const none: ReadonlySet<string> = new Set();

  it("is F1 of the terms, repeated ones as often as in both", () => {
    expect(termOverlap(["a", "a", "b"], ["a", "b", "c"], none).f1).toBeCloseTo((2 * 2) / 6);
    expect(termOverlap([], ["a"], none).f1).toBe(0);
    expect(termOverlap(["a", "b"], ["b", "a"], none).f1).toBe(1);
  });

  it("recalls the terms that the question did not give away", () => {
    const known = new Set(["lock", "run"]);
    expect(termOverlap(["lock", "run"], ["lock", "run", "once"], known).keyRecall).toBe(0);
    expect(termOverlap(["once", "x", "y"], ["lock", "once", "once"], known).keyRecall).toBe(1);
    expect(termOverlap(["lock"], ["lock", "run"], known).keyRecall).toBe(0.5);
  });
});
