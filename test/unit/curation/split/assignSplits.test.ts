import { describe, expect, it } from "vitest";
import type { Split } from "../../../../src/core/example.ts";
import { assignSplits } from "../../../../src/curation/split/assignSplits.ts";
import { DEFAULT_SHARES } from "../../../../src/curation/split/shares.ts";
import { Random } from "../../../../src/engine/data/random.ts";

const files = (count: number, examples = 5): Map<string, number> =>
  new Map(Array.from({ length: count }, (_, i) => [`src/file${i}.ts`, examples]));

const splitFiles = (counts: ReadonlyMap<string, number>, seed: number, shares = DEFAULT_SHARES) =>
  assignSplits(
    [...counts].map(([key, count]) => ({ key, count })),
    seed,
    shares,
  );

function examplesBySplit(
  counts: ReadonlyMap<string, number>,
  splits: ReadonlyMap<string, Split>,
): Record<Split, number> {
  const result = { train: 0, validation: 0, test: 0 };
  for (const [path, split] of splits) result[split] += counts.get(path) ?? NaN;
  return result;
}

describe("assignSplits", () => {
  it("comes near the shares when there are many files", () => {
    const counts = files(2000, 1);
    const { train, validation, test } = examplesBySplit(counts, splitFiles(counts, 0));
    expect(Math.abs(train - 1600)).toBeLessThan(80);
    expect(Math.abs(validation - 200)).toBeLessThan(50);
    expect(Math.abs(test - 200)).toBeLessThan(50);
  });

  it("gives every file one split, always at least one each to training and validation from two files on", () => {
    for (let count = 1; count <= 30; count++) {
      for (let seed = 0; seed < 20; seed++) {
        const counts = files(count);
        const splits = splitFiles(counts, seed);
        expect([...splits.keys()].sort()).toEqual([...counts.keys()].sort());
        const found = new Set(splits.values());
        expect(found.has("train")).toBe(true);
        expect(found.has("validation")).toBe(count >= 2);
        if (count >= 3) expect(found.has("test")).toBe(true);
      }
    }
  });

  it("moves no file when another is added", () => {
    const before = splitFiles(files(200), 7);
    const after = splitFiles(files(201), 7);
    for (const [path, split] of before) expect(after.get(path)).toBe(split);
  });

  it("depends on the seed, of which 0 is one, and not on the order of the files", () => {
    const counts = files(100);
    const reversed = new Map([...counts].reverse());
    const plan = (map: ReadonlyMap<string, number>, seed: number): string =>
      JSON.stringify([...splitFiles(map, seed)].sort());
    expect(plan(counts, 0)).toBe(plan(reversed, 0));
    expect(new Set([0, 1, 2].map((seed) => plan(counts, seed))).size).toBe(3);
  });

  it("never judges by a file that is most of the examples", () => {
    const random = new Random(0);
    for (let seed = 0; seed < 100; seed++) {
      const counts = files(12, 4).set("README.md", 300);
      for (const path of counts.keys()) if (random.integer(4) === 0) counts.set(path, 20);
      counts.set("README.md", 300);
      expect(splitFiles(counts, seed).get("README.md")).toBe("train");
    }
  });

  it("comes as near to the shares as whole files allow, where there are few of uneven size", () => {
    for (let seed = 0; seed < 100; seed++) {
      const counts = new Map([40, 30, 10, 6, 5, 4, 3, 2].map((count, i) => [`f${i}`, count]));
      const { validation, test } = examplesBySplit(counts, splitFiles(counts, seed));
      for (const held of [validation, test]) expect([held >= 5, held <= 15]).toEqual([true, true]);
    }
  });

  it("leaves out a split whose share is 0", () => {
    const splits = splitFiles(files(50), 0, { train: 9, validation: 1, test: 0 });
    expect(new Set(splits.values())).toEqual(new Set(["train", "validation"]));
  });

  it.each([
    { train: 0, validation: 1, test: 1 },
    { train: -1, validation: 1, test: 1 },
    { train: NaN, validation: 0.1, test: 0.1 },
  ])("refuses the shares %j", (shares) => {
    expect(() => splitFiles(files(3), 0, shares)).toThrow(`got train ${shares.train}`);
  });
});
