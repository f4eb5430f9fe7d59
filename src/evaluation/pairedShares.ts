import { at } from "../base/at.ts";
import { bootstrapInterval, type BootstrapOptions } from "./bootstrap.ts";

/** `count` of `of`: 1 of 1 for a right answer, 2 of 3 for citations. `count` need not be whole. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** One question under two models. */
export interface PairedShare {
  readonly base: Share;
  readonly tuned: Share;
}

export interface ShareDifference {
  /** From 0 to 1; not a number where there was nothing to count. */
  readonly base: number;
  readonly tuned: number;
  /** tuned - base, and the ends of its interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** What was counted of, for each model. */
  readonly of: { readonly base: number; readonly tuned: number };
}

/**
 * The shares over all questions of both models and the bootstrap interval of their difference: whole questions are drawn,
 * and both models are measured on the same draw, since which questions are hard is common to both.
 */
export function shareDifference(pairs: readonly PairedShare[], options: BootstrapOptions = {}): ShareDifference {
  const all = Int32Array.from(pairs, (_, index) => index);
  const [base, tuned] = [sumOf(pairs, all, "base"), sumOf(pairs, all, "tuned")];
  const differenceOf = (drawn: Int32Array): number =>
    ratio(sumOf(pairs, drawn, "tuned")) - ratio(sumOf(pairs, drawn, "base"));
  return {
    base: ratio(base),
    tuned: ratio(tuned),
    difference: differenceOf(all),
    ...bootstrapInterval(pairs.length, differenceOf, options),
    of: { base: base.of, tuned: tuned.of },
  };
}

const ratio = ({ count, of }: Share): number => (of === 0 ? Number.NaN : count / of);

function sumOf(pairs: readonly PairedShare[], drawn: Int32Array, side: keyof PairedShare): Share {
  let [count, of] = [0, 0];
  for (const index of drawn) {
    const share = at(pairs, index)[side];
    count += share.count;
    of += share.of;
  }
  return { count, of };
}
