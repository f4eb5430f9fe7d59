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

/** By code unit: the order must not depend on the language of the machine. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
