import type { Split } from "../../core/example.ts";
import { assignSplits } from "./assignSplits.ts";
import { DEFAULT_SHARES, type SplitShares } from "./shares.ts";

/**
 * Gives each file one split, so that no file is both learned from and judged by; see `assignSplits` for how it is drawn.
 *
 * @param exampleCounts examples of each file, by path.
 * @throws UserError `dataset/bad-shares` for negative shares, or none for training.
 */
export function splitFiles(
  exampleCounts: ReadonlyMap<string, number>,
  seed: number,
  shares: SplitShares = DEFAULT_SHARES,
): ReadonlyMap<string, Split> {
  const groups = [...exampleCounts].map(([key, count]) => ({ key, count }));
  return assignSplits(groups, seed, shares);
}
