import { UserError } from "../../base/errors.ts";

/** Parts of the examples, relative to their sum; 0 leaves a split out. */
export interface SplitShares {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export const DEFAULT_SHARES: SplitShares = { train: 0.8, validation: 0.1, test: 0.1 };

/** @throws UserError `dataset/bad-shares` for negative shares, or none for training. */
export function requireShares({ train, validation, test }: SplitShares): void {
  const areValid = [train, validation, test].every((share) => Number.isFinite(share) && share >= 0);
  if (areValid && train > 0) return;
  throw new UserError(
    "dataset/bad-shares",
    `expected shares of 0 or more with some for training, got train ${train}, validation ${validation}, test ${test}`,
    "Try 0.8, 0.1 and 0.1.",
  );
}
