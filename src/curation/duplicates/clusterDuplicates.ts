import { at } from "../../base/at.ts";
import type { Example, ExampleLabel } from "../../core/example.ts";
import type { Signed } from "./exactCopies.ts";
import { type DuplicateCandidate, preferenceOrder } from "./preference.ts";
import { type DuplicateRelation, Representatives } from "./representatives.ts";
import { SharedShingles } from "./sharedShingles.ts";
import { type ExampleSignature, signatureOf } from "./signature.ts";

export interface SignedCandidate extends DuplicateCandidate {
  /** `signatureOf(example)` where it is known already. */
  readonly signature?: ExampleSignature;
}

export interface DuplicateMember<E extends ExampleLabel = Example> {
  readonly example: E;
  readonly relation: DuplicateRelation;
  /** To the letter, not only in what is compared. */
  readonly isExact: boolean;
  /** To the representative: 1 for what is the same. */
  readonly similarity: number;
}

/** Examples that say the same. Its name is the representative's id. */
export interface DuplicateCluster<E extends ExampleLabel = Example> {
  /** The one to keep; see `compareByPreference`. */
  readonly representative: E;
  /** The others, each compared with the representative itself, the preferred first. Never empty. */
  readonly members: readonly DuplicateMember<E>[];
}

export interface ClusteringProgress {
  readonly done: number;
  readonly total: number;
}

/** Examples between two reports: some milliseconds of work. */
const STEP = 500;

/**
 * Finds the examples that say the same, within and across sources; `DuplicateRelation` says what that means. Each example
 * is compared with representatives only, the preferred first, and joins the one most like it or becomes one itself. So
 * no chain of small differences can unite what is far apart, and the same examples give the same clusters in whatever
 * order they come. Without near-duplicates left out, what remains has no two examples that are the same; near-duplicates
 * are found with the probability that `COARSE_BANDS` states.
 */
export function clusterDuplicates(candidates: readonly SignedCandidate[]): readonly DuplicateCluster[] {
  const steps = clusteringSteps(candidates);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** As `clusterDuplicates`, for a caller that wants to breathe, report or stop between steps. */
export function* clusteringSteps(
  candidates: readonly SignedCandidate[],
): Generator<ClusteringProgress, readonly DuplicateCluster[]> {
  const total = candidates.length;
  const signed: Signed<Example>[] = [];
  for (const candidate of candidates) {
    signed.push({ ...candidate, signature: candidate.signature ?? signatureOf(candidate.example) });
    if (signed.length % STEP === 0) yield { done: Math.floor(signed.length / 2), total };
  }
  return yield* signedSteps(signed, new SharedShingles());
}

/** As `clusterDuplicates`, of what is signed; what is `known` of the texts' shingles is not counted again. */
export function clusterSigned<E extends ExampleLabel>(
  candidates: readonly Signed<E>[],
  known: SharedShingles,
): readonly DuplicateCluster<E>[] {
  const steps = signedSteps(candidates, known);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function* signedSteps<E extends ExampleLabel>(
  candidates: readonly Signed<E>[],
  shared: SharedShingles,
): Generator<ClusteringProgress, readonly DuplicateCluster<E>[]> {
  const total = candidates.length;
  const ranked = preferenceOrder(candidates).map((place) => at(candidates, place));
  const representatives = new Representatives(ranked, shared);
  const clusters = new Map<number, DuplicateMember<E>[]>();
  for (let item = 0; item < total; item++) {
    const { example, signature } = at(ranked, item);
    const match = representatives.find(item);
    if (match === undefined) {
      representatives.add(item);
      clusters.set(item, []);
    } else {
      const { relation, similarity } = match;
      const isExact = isSameToTheLetter(relation, signature, at(ranked, match.item).signature);
      clusters.get(match.item)?.push({ example, relation, isExact, similarity });
    }
    if (item % STEP === 0) yield { done: Math.floor((total + item) / 2), total };
  }
  return [...clusters].flatMap(([item, members]) =>
    members.length === 0 ? [] : [{ representative: at(ranked, item).example, members }],
  );
}

function isSameToTheLetter(relation: DuplicateRelation, a: ExampleSignature, b: ExampleSignature): boolean {
  switch (relation) {
    case "same-question":
      return a.question?.exactKey === b.question?.exactKey;
    case "same-answer":
      return a.answer.exactKey === b.answer.exactKey;
    case "near-answer":
    case "near-question":
      return false;
  }
}
