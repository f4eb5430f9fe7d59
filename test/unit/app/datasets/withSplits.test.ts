import { describe, expect, it } from "vitest";
import { withSplits } from "../../../../src/app/datasets/withSplits.ts";
import { chat } from "../../../support/duplicatePairs.ts";
import { proseOf } from "../../../support/prose.ts";

describe("withSplits", () => {
  it("keeps rows that ask or answer the same on one side, whatever the seed", () => {
    const rows = Array.from({ length: 60 }, (_, i) => chat(`r${i}`, `What of ${i >> 1}?`, proseOf(i)));
    const copies = Array.from({ length: 30 }, (_, i) => chat(`c${i}`, `And what is ${i}, then?`, proseOf(2 * i)));
    for (let seed = 0; seed < 5; seed++) {
      const splits = new Map(withSplits([...rows, ...copies], seed).map(({ id, split }) => [id, split]));
      const torn = copies.filter(
        (_, i) => new Set([`r${2 * i}`, `r${2 * i + 1}`, `c${i}`].map((id) => splits.get(id))).size > 1,
      );
      expect(torn).toEqual([]);
      expect(new Set(splits.values()).size).toBe(3);
    }
  });

  it("leaves the splits that rows name, and puts those without one beside their likes", () => {
    const rows = [
      { ...chat("a", "Same?", proseOf(1)), split: "test" as const },
      { ...chat("b", "Other?", proseOf(2)), split: "train" as const },
      chat("c", "Same?", proseOf(3)),
    ];
    expect(withSplits(rows, 0).map(({ split }) => split)).toEqual(["test", "train", "test"]);
  });
});
