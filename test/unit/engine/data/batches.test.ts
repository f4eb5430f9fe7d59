import { describe, expect, it } from "vitest";
import { planEpoch, splitBatch, type Step } from "../../../../src/engine/data/batches.ts";
import { Random } from "../../../../src/engine/data/random.ts";

const examplesOf = (step: Step): number[] => step.microBatches.flat();
const tokensOf = (examples: readonly number[], lengths: readonly number[]): number =>
  examples.reduce((sum, example) => sum + (lengths[example] ?? NaN), 0);

/** Lengths as real datasets have them: many short, few long. */
function someLengths(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => Math.max(1, Math.round(120 * Math.exp(0.8 * random.normal()))));
}

describe("planEpoch", () => {
  const random = new Random(1);
  const plans = Array.from({ length: 300 }, (_, seed) => {
    const lengths = someLengths(random, 1 + random.integer(seed % 10 === 0 ? 2000 : 60));
    const options = {
      batchSize: 1 + random.integer(20),
      microBatchTokens: 1 + random.integer(2000),
      seed,
      epoch: random.integer(4),
    };
    return { lengths, options, steps: planEpoch(lengths, options) };
  });

  it("uses every example exactly once an epoch", () => {
    for (const { lengths, steps } of plans) {
      const used = steps.flatMap(examplesOf).sort((left, right) => left - right);
      expect(used).toEqual(lengths.map((_, index) => index));
    }
  });

  it("fills every step but the last, which holds the remainder", () => {
    for (const { lengths, options, steps } of plans) {
      const sizes = steps.map((step) => examplesOf(step).length);
      const last = sizes.pop();
      expect(sizes.every((size) => size === options.batchSize)).toBe(true);
      expect(last).toBe(lengths.length % options.batchSize || options.batchSize);
    }
  });

  it("keeps micro-batches within the token budget, a longer example alone", () => {
    for (const { lengths, options, steps } of plans) {
      for (const microBatch of steps.flatMap((step) => step.microBatches)) {
        expect(microBatch.length).toBeGreaterThan(0);
        if (microBatch.length > 1) {
          expect(tokensOf(microBatch, lengths)).toBeLessThanOrEqual(options.microBatchTokens);
        }
      }
    }
  });

  it("is the same plan for the same seed and epoch, and another for any other", () => {
    const lengths = someLengths(new Random(5), 200);
    const plan = (seed: number, epoch: number): string =>
      JSON.stringify(planEpoch(lengths, { batchSize: 8, microBatchTokens: 1024, seed, epoch }));
    expect(plan(0, 0)).toBe(plan(0, 0));
    const all = [plan(0, 0), plan(0, 1), plan(0, 2), plan(1, 0), plan(1, 1), plan(2, 0)];
    expect(new Set(all).size).toBe(all.length);
  });

  it("gives the examples of a step similar lengths", () => {
    const lengths = someLengths(new Random(6), 1600);
    const steps = planEpoch(lengths, { batchSize: 8, microBatchTokens: 10 ** 6, seed: 0, epoch: 0 });
    const cells = (step: Step): number =>
      examplesOf(step).length * Math.max(...examplesOf(step).map((example) => lengths[example] ?? NaN));
    const grid = steps.reduce((sum, step) => sum + cells(step), 0);
    expect(tokensOf([...lengths.keys()], lengths) / grid).toBeGreaterThan(0.9);
  });

  it("mixes short and long steps over the epoch instead of going from short to long", () => {
    const lengths = someLengths(new Random(7), 1600);
    const steps = planEpoch(lengths, { batchSize: 8, microBatchTokens: 10 ** 6, seed: 0, epoch: 0 });
    const half = (part: Step[]): number => tokensOf(part.flatMap(examplesOf), lengths);
    const ratio = half(steps.slice(0, 100)) / half(steps.slice(100));
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
  });

  it("does not always leave the longest examples for the short last step", () => {
    const lengths = Array.from({ length: 41 }, (_, index) => index + 1);
    const leftOver = Array.from({ length: 40 }, (_, epoch) =>
      planEpoch(lengths, { batchSize: 8, microBatchTokens: 1000, seed: 0, epoch }).at(-1),
    ).map((step) => step?.microBatches[0]?.[0]);
    expect(new Set(leftOver).size).toBeGreaterThan(4);
  });

  it("plans a single example, and nothing for an empty set", () => {
    const options = { batchSize: 4, microBatchTokens: 16, seed: 0, epoch: 0 };
    expect(planEpoch([99], options)).toEqual([{ microBatches: [[0]] }]);
    expect(planEpoch([], options)).toEqual([]);
  });

  it("refuses sizes below 1 and lengths that are not whole, naming the value", () => {
    const options = { batchSize: 4, microBatchTokens: 16, seed: 0, epoch: 0 };
    expect(() => planEpoch([1], { ...options, batchSize: 0 })).toThrow("batchSize must be at least 1, got 0");
    expect(() => planEpoch([1], { ...options, microBatchTokens: 0.5 })).toThrow("got 0.5");
    expect(() => planEpoch([1, NaN], options)).toThrow("example 1 has length NaN");
    expect(() => planEpoch([-3], options)).toThrow("example 0 has length -3");
  });
});

describe("splitBatch", () => {
  it("makes no more micro-batches than neighbours in length need, by exhaustive comparison", () => {
    const random = new Random(2);
    for (let round = 0; round < 200; round++) {
      const lengths = Array.from({ length: 1 + random.integer(9) }, () => 1 + random.integer(50));
      const budget = 20 + random.integer(100);
      const sorted = [...lengths].sort((left, right) => left - right);
      const fewest = (start: number): number => {
        if (start === sorted.length) return 0;
        let best = 1 + fewest(start + 1);
        for (let end = start + 2, tokens = sorted[start] ?? 0; end <= sorted.length; end++) {
          tokens += sorted[end - 1] ?? 0;
          if (tokens > budget) break;
          best = Math.min(best, 1 + fewest(end));
        }
        return best;
      };
      expect(splitBatch([...lengths.keys()], lengths, budget)).toHaveLength(fewest(0));
    }
  });

  it("spreads equal examples evenly instead of filling the first micro-batch", () => {
    const lengths = new Array<number>(10).fill(100);
    const sizes = splitBatch([...lengths.keys()], lengths, 800).map((microBatch) => microBatch.length);
    expect(sizes).toEqual([5, 5]);
  });

  it("puts like lengths together", () => {
    const microBatches = splitBatch([0, 1, 2, 3, 4, 5], [50, 100, 51, 49, 99, 50], 200);
    expect(microBatches.map((microBatch) => [...microBatch].sort())).toEqual([
      [0, 2, 3, 5],
      [1, 4],
    ]);
  });

  it("splits ten thousand examples without the work growing with their square", () => {
    const lengths = someLengths(new Random(8), 10_000);
    const microBatches = splitBatch([...lengths.keys()], lengths, 2048);
    expect(microBatches.flat()).toHaveLength(10_000);
  });
});
