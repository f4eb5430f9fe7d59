import { expect, it } from "vitest";
import { sortedIndex } from "../../../src/base/sortedIndex.ts";

it("finds every value of an ascending list, and no other", () => {
  const sorted = Uint32Array.of(0, 3, 4, 9, 4_000_000_000);
  for (const [index, value] of sorted.entries()) expect(sortedIndex(sorted, value)).toBe(index);
  for (const value of [1, 5, 8, 10, 4_000_000_001]) expect(sortedIndex(sorted, value)).toBe(-1);
  expect(sortedIndex([], 1)).toBe(-1);
});
