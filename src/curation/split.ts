import { UserError } from "../base/errors.ts";
import type { Split } from "../core/example.ts";
import { fractionOf } from "./fingerprint.ts";

/** Parts of the files, relative to their sum; 0 leaves a split out. */
export interface SplitShares {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export const DEFAULT_SHARES: SplitShares = { train: 0.8, validation: 0.1, test: 0.1 };

/**
 * Gives each file one split, so that no file is both learned from and judged by. Each file's split is drawn from a hash
 * of seed and path: a new file moves no other one. There are two exceptions, which few files of uneven size need. A file
 * that alone would be more than the whole share of its split is trained on instead. And where a split of some share
 * would stay empty though there are files enough, the file that upsets the shares least is moved there; training is
 * filled first, then validation, then test.
 *
 * @param exampleCounts examples of each file, by path.
 * @throws UserError `dataset/bad-shares` for negative shares, or none for training.
 */
export function splitFiles(
  exampleCounts: ReadonlyMap<string, number>,
  seed: number,
  shares: SplitShares = DEFAULT_SHARES,
): ReadonlyMap<string, Split> {
  requireShares(shares);
  const wanted = (["train", "validation", "test"] as const).filter((split) => shares[split] > 0);
  const shareSum = shares.train + shares.validation + shares.test;
  const examples = [...exampleCounts.values()].reduce((sum, count) => sum + count, 0);
  const files = [...exampleCounts].map(([path, count]) => ({ path, count, fraction: fractionOf("split", seed, path) }));
  const members: Record<Split, typeof files> = { train: [], validation: [], test: [] };
  for (const file of files) {
    const split = drawnSplit(file.fraction * shareSum, shares);
    const fits = split === "train" || file.count <= (shares[split] / shareSum) * examples;
    members[fits ? split : "train"].push(file);
  }
  for (const split of wanted.slice(0, files.length)) {
    if (members[split].length > 0) continue;
    const [donor] = [...wanted].sort((left, right) => members[right].length - members[left].length);
    const goal = (shares[split] / shareSum) * examples;
    const misfit = (count: number): number => Math.abs(count - goal);
    const candidates = donor === undefined ? [] : members[donor];
    const [moved] = [...candidates].sort((a, b) => misfit(a.count) - misfit(b.count) || a.fraction - b.fraction);
    if (donor === undefined || moved === undefined) continue;
    members[donor] = candidates.filter((file) => file !== moved);
    members[split].push(moved);
  }
  return new Map(wanted.flatMap((split) => members[split].map(({ path }) => [path, split] as const)));
}

/** @param position from 0 up to the sum of the shares. */
function drawnSplit(position: number, shares: SplitShares): Split {
  if (position < shares.train) return "train";
  return position < shares.train + shares.validation ? "validation" : "test";
}

function requireShares({ train, validation, test }: SplitShares): void {
  const areValid = [train, validation, test].every((share) => Number.isFinite(share) && share >= 0);
  if (areValid && train > 0) return;
  throw new UserError(
    "dataset/bad-shares",
    `expected shares of 0 or more with some for training, got train ${train}, validation ${validation}, test ${test}`,
    "Try 0.8, 0.1 and 0.1.",
  );
}
