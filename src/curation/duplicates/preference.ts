import { ascendingOrder } from "../../base/ascendingOrder.ts";
import { at } from "../../base/at.ts";
import type { Example, ExampleLabel } from "../../core/example.ts";
import type { ReviewState } from "../../core/review.ts";
import type { ExampleSignature } from "./signature.ts";

export interface DuplicateCandidate<E extends ExampleLabel = Example> {
  readonly example: E;
  /** What was decided about it. Defaults to `proposed`. */
  readonly state?: ReviewState;
}

const RANK_OF_STATE: Readonly<Record<ReviewState, number>> = { accepted: 0, proposed: 1, flagged: 2, rejected: 3 };

/**
 * Sorts examples so that of several that are the same the first should be kept: what somebody accepted before what
 * nobody looked at, and that before what takes no part; then what knows its source; then an answer of a higher order of
 * length, which says more; then by path, line and id, so that the choice is the same wherever it is made.
 */
export function compareByPreference(a: Ranked, b: Ranked): number {
  const [left, right] = [a.example, b.example];
  return (
    RANK_OF_STATE[a.state ?? "proposed"] - RANK_OF_STATE[b.state ?? "proposed"] ||
    Number(left.source === undefined) - Number(right.source === undefined) ||
    // In powers of two: a comma more is no reason to prefer the other file.
    b.signature.lengthOrder - a.signature.lengthOrder ||
    compareText(left.source?.path ?? "", right.source?.path ?? "") ||
    (left.source?.startLine ?? 0) - (right.source?.startLine ?? 0) ||
    compareText(left.id, right.id)
  );
}

type Ranked = DuplicateCandidate<ExampleLabel> & { readonly signature: Pick<ExampleSignature, "lengthOrder"> };

/** Bits of a key, which is exact in a number: states and sources, lengths, paths, lines. */
const [LENGTH_BITS, PATH_BITS, LINE_BITS] = [5, 21, 22];

/**
 * The places of examples in the order of `compareByPreference`. Keys are made once, since a sort of a hundred thousand
 * would ask for each a hundred times.
 */
export function preferenceOrder(examples: readonly Ranked[]): number[] {
  const rankOf = new Map<string, number>();
  for (const { example } of examples) rankOf.set(example.source?.path ?? "", 0);
  const paths = [...rankOf.keys()].sort();
  for (const [rank, path] of paths.entries()) rankOf.set(path, rank);
  const keys = new Float64Array(examples.length);
  let areExact = paths.length < 2 ** PATH_BITS;
  for (let place = 0; place < examples.length; place++) {
    const { example, state, signature } = at(examples, place);
    const { path = "", startLine = 0 } = example.source ?? {};
    const ranks = RANK_OF_STATE[state ?? "proposed"] * 2 + Number(example.source === undefined);
    const length = 2 ** LENGTH_BITS - 1 - signature.lengthOrder;
    areExact &&= length >= 0 && Number.isInteger(startLine) && startLine >= 0 && startLine < 2 ** LINE_BITS;
    keys[place] =
      ((ranks * 2 ** LENGTH_BITS + length) * 2 ** PATH_BITS + (rankOf.get(path) ?? 0)) * 2 ** LINE_BITS + startLine;
  }
  const byPreference = (a: number, b: number): number => compareByPreference(at(examples, a), at(examples, b));
  if (!areExact) return Array.from(examples.keys()).sort(byPreference);
  const order = Array.from(ascendingOrder(keys));
  // Of equal keys ids decide.
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && keys[at(order, end)] === keys[at(order, start)]) end += 1;
    if (end - start > 1) {
      const tied = order.slice(start, end).sort(byPreference);
      for (const [index, place] of tied.entries()) order[start + index] = place;
    }
    start = end;
  }
  return order;
}

/** By code unit: the order must not depend on the language of the machine. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
