import { describe, expect, it } from "vitest";
import { Random } from "../../../../src/engine/data/random.ts";

describe("Random", () => {
  it("reproduces the published outputs of xoshiro128** 1.1", () => {
    // The test vector of rand_xoshiro, made with the authors' C program from the state 1, 2, 3, 4.
    const random = Random.restore([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.bits())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it("fills its state with the published outputs of SplitMix64", () => {
    // Seed 0: 0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4.
    expect(new Random(0).save()).toEqual([0x7b1dcdaf, 0xe220a839, 0xa1b965f4, 0x6e789e6a]);
  });

  it("continues exactly where its state was saved", () => {
    const random = new Random(7);
    for (let i = 0; i < 5; i++) random.normal();
    const copy = Random.restore(JSON.parse(JSON.stringify(random.save())) as number[]);
    for (let i = 0; i < 100; i++) expect(copy.normal()).toBe(random.normal());
  });

  it("gives every seed and every stream of a seed its own sequence", () => {
    const seeds = [[0], [1], [-1], [Number.MAX_SAFE_INTEGER], [0, 0], [0, 1], [1, 0], [0, 0, 0], [2 ** 32]];
    const starts = seeds.map(([seed = NaN, ...streams]) => new Random(seed, ...streams).save().join());
    expect(new Set(starts).size).toBe(seeds.length);
  });

  it("draws integers below n evenly", () => {
    const random = new Random(3);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const draw = random.integer(6);
      counts[draw] = (counts[draw] ?? 0) + 1;
    }
    expect(counts).toHaveLength(6);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it("draws uniform numbers in [0, 1) and normal numbers of mean 0 and variance 1", () => {
    const random = new Random(0);
    const uniform = Array.from({ length: 50_000 }, () => random.uniform());
    const normal = Array.from({ length: 50_000 }, () => random.normal());
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(Math.abs(mean(normal))).toBeLessThan(0.02);
    expect(Math.abs(mean(normal.map((value) => value ** 2)) - 1)).toBeLessThan(0.03);
    expect(normal.every(Number.isFinite)).toBe(true);
  });

  it("shuffles into every order equally often", () => {
    const random = new Random(11);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = random.shuffle(["a", "b", "c"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it.each([[[0, 0, 0, 0]], [[1, 2, 3]], [[1, 2, 3, 4, 5]], [[1, 2, 3, 2 ** 32]], [[1, 2, 3, -1]], [[1, 2, 3, NaN]]])(
    "refuses the state %j",
    (state) => {
      expect(() => Random.restore(state)).toThrow(RangeError);
    },
  );

  it("refuses a seed that is not a whole number and a bound that is not positive", () => {
    expect(() => new Random(0.5)).toThrow("0.5");
    expect(() => new Random(0, NaN)).toThrow("NaN");
    expect(() => new Random(0).integer(0)).toThrow(RangeError);
    expect(() => new Random(0).integer(2 ** 32 + 1)).toThrow(RangeError);
  });
});
