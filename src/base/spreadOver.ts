import { at } from "./at.ts";

/** Up to `count` of the items, at equal distances from the first on, in their order: what lies together is not all there is. */
export function spreadOver<T>(items: readonly T[], count: number): T[] {
  const taken = Math.min(count, items.length);
  return Array.from({ length: taken }, (_, index) => at(items, Math.floor((index * items.length) / taken)));
}
