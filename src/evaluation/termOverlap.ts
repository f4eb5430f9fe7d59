export interface TermOverlap {
  /** Share of the reference's different key terms that the answer holds. */
  readonly keyRecall: number;
  /** Harmonic mean of precision and recall of terms, repeated ones counted as often as in both. */
  readonly f1: number;
}

/**
 * How much of a reference an answer says. F1 as SQuAD has it (Rajpurkar et al., arXiv:1606.05250), which punishes padding;
 * the recall of key terms does not, and tells whether what was asked for is there.
 *
 * @param known terms that the question gave away: no key, unless the reference has no others.
 */
export function termOverlap(
  answer: readonly string[],
  reference: readonly string[],
  known: ReadonlySet<string>,
): TermOverlap {
  const held = new Set(answer);
  const distinct = [...new Set(reference)];
  const untold = distinct.filter((term) => !known.has(term));
  const keys = untold.length > 0 ? untold : distinct;
  const common = commonCount(answer, reference);
  return {
    keyRecall: keys.filter((term) => held.has(term)).length / Math.max(1, keys.length),
    f1: (2 * common) / Math.max(1, answer.length + reference.length),
  };
}

function commonCount(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const term of b) left.set(term, (left.get(term) ?? 0) + 1);
  let common = 0;
  for (const term of a) {
    const rest = left.get(term) ?? 0;
    if (rest > 0) common += 1;
    left.set(term, rest - 1);
  }
  return common;
}
