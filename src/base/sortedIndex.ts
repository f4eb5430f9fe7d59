import { at } from "./at.ts";

/** Where `value` stands in an ascending list without repetitions, or -1. */
export function sortedIndex(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = at(sorted, middle);
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
