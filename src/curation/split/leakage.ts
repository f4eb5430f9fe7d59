import { at } from "../../base/at.ts";
import type { Example, ExampleLabel, Split } from "../../core/example.ts";
import { Bands, FINE_BANDS } from "../duplicates/bands.ts";
import { FirstHashes, mayBeLike } from "../duplicates/minHash.ts";
import { SharedShingles } from "../duplicates/sharedShingles.ts";
import { signAnswer, type TextSignature } from "../duplicates/signature.ts";
import { GROUNDED } from "../propose/groundedKind.ts";
import { questionOf } from "./components.ts";
import { type ExampleTokens, exampleTokens } from "./exampleTokens.ts";
import { SeenRuns } from "./seenRuns.ts";

/** Jaccard similarities at which pairs are counted. */
export const LEAKAGE_THRESHOLDS = [0.5, 0.6, 0.7, 0.8, 0.9] as const;

export interface LikePair {
  readonly heldOutId: string;
  readonly trainId: string;
  /** Jaccard similarity of the answers. */
  readonly similarity: number;
}

/** What one held-out split shares with the training split. */
export interface SplitLeakage {
  readonly exampleCount: number;
  /** Files that both have examples of. */
  readonly sharedFiles: readonly string[];
  /** Ids of held-out examples whose question is trained on. */
  readonly sharedQuestions: readonly string[];
  /**
   * Held-out examples with an answer at least so like one that is trained on, for each of `LEAKAGE_THRESHOLDS`. Answers
   * of fewer than `SHORT_TEXT_TOKENS` tokens are alike by chance and not counted.
   */
  readonly likeCounts: readonly { readonly threshold: number; readonly count: number }[];
  /** The pairs behind those counts, the most alike first: the likest training example of each held-out one. */
  readonly pairs: readonly LikePair[];
  /** Part of the runs of eight tokens of the held-out answers that occur in any training text; 0 where there are none. */
  readonly overlap: number;
  /** Held-out answers that are for the greater part such runs. */
  readonly mostlySeenIds: readonly string[];
}

export interface Leakage {
  readonly trainCount: number;
  readonly validation: SplitLeakage;
  readonly test: SplitLeakage;
}

const MOSTLY = 0.5;

/** What is looked at of an example. */
export interface LeakageView<E> {
  /** Of what it asks; undefined where it asks nothing. */
  readonly questionKeyOf: (example: E) => string | undefined;
  readonly answerOf: (example: E) => TextSignature;
  readonly tokensOf: (example: E) => ExampleTokens;
}

/** Measures what the held-out splits still share with what is trained on. Examples without a split are not looked at. */
export const leakage = (examples: readonly Example[]): Leakage =>
  leakageAmong(
    examples,
    {
      questionKeyOf: (example) => questionOf(example)?.key,
      answerOf: signAnswer,
      tokensOf: exampleTokens,
    },
    new SharedShingles(),
  );

/** As `leakage`, of examples whose texts need not be at hand. */
export function leakageAmong<E extends ExampleLabel>(
  examples: readonly E[],
  view: LeakageView<E>,
  shared: SharedShingles,
): Leakage {
  // What a grounded example answers, the example it was made of answers too.
  const of = (split: Split) =>
    examples.filter((example) => example.split === split && (split === "train" || example.kind !== GROUNDED));
  const train = of("train");
  const heldOut = { validation: of("validation"), test: of("test") };
  const trained: Trained<E> = {
    files: new Set(train.map(({ source }) => source?.path)),
    questions: new Set(train.map(view.questionKeyOf)),
    answers: new AnswerIndex(train, view, shared),
    runs: seenRunsOf(train, [...heldOut.validation, ...heldOut.test], view),
  };
  return {
    trainCount: train.length,
    validation: measure(heldOut.validation, trained, view),
    test: measure(heldOut.test, trained, view),
  };
}

interface Trained<E extends ExampleLabel> {
  readonly files: ReadonlySet<string | undefined>;
  readonly questions: ReadonlySet<string | undefined>;
  readonly answers: AnswerIndex<E>;
  readonly runs: SeenRuns;
}

function measure<E extends ExampleLabel>(
  heldOut: readonly E[],
  { files, questions, answers, runs }: Trained<E>,
  view: LeakageView<E>,
): SplitLeakage {
  const sharedFiles = new Set<string>();
  const sharedQuestions: string[] = [];
  const pairs: LikePair[] = [];
  const mostlySeenIds: string[] = [];
  let [seenRuns, allRuns] = [0, 0];
  for (const example of heldOut) {
    const path = example.source?.path;
    if (path !== undefined && files.has(path)) sharedFiles.add(path);
    const question = view.questionKeyOf(example);
    if (question !== undefined && questions.has(question)) sharedQuestions.push(example.id);
    const pair = answers.likest(example);
    if (pair !== undefined && pair.similarity >= LEAKAGE_THRESHOLDS[0]) pairs.push(pair);
    const { seen, total } = runs.seenOf(view.tokensOf(example).answer);
    if (total > 0 && seen > MOSTLY * total) mostlySeenIds.push(example.id);
    seenRuns += seen;
    allRuns += total;
  }
  return {
    exampleCount: heldOut.length,
    sharedFiles: [...sharedFiles].sort(),
    sharedQuestions,
    likeCounts: LEAKAGE_THRESHOLDS.map((threshold) => ({
      threshold,
      count: pairs.filter(({ similarity }) => similarity >= threshold).length,
    })),
    pairs: pairs.sort((a, b) => b.similarity - a.similarity),
    overlap: allRuns === 0 ? 0 : seenRuns / allRuns,
    mostlySeenIds,
  };
}

function seenRunsOf<E>(train: readonly E[], heldOut: readonly E[], { tokensOf }: LeakageView<E>): SeenRuns {
  const runs = new SeenRuns(heldOut.map((example) => tokensOf(example).answer));
  for (const example of train) for (const tokens of tokensOf(example).texts) runs.see(tokens);
  return runs;
}

/** The answers that are trained on, to find the one most like another. */
class AnswerIndex<E extends ExampleLabel> {
  readonly #bands: Bands;
  readonly #first: FirstHashes;
  readonly #train: readonly { readonly id: string; readonly answer: TextSignature }[];
  readonly #answerOf: (example: E) => TextSignature;
  readonly #shared: SharedShingles;

  constructor(train: readonly E[], { answerOf }: LeakageView<E>, shared: SharedShingles) {
    // A text of few words shares no shingle with a longer one, and of the few nothing is asked.
    this.#train = train
      .map((example) => ({ id: example.id, answer: answerOf(example) }))
      .filter(({ answer }) => !answer.isShort);
    this.#answerOf = answerOf;
    this.#shared = shared;
    this.#bands = new Bands(this.#train.length, FINE_BANDS);
    this.#first = new FirstHashes(this.#train.length);
    for (let item = 0; item < this.#train.length; item++) {
      const { hashes } = at(this.#train, item).answer;
      this.#bands.add(hashes, item);
      this.#first.set(item, hashes);
    }
  }

  /** Undefined for an answer of few words, which is like others by chance. */
  likest(example: E): LikePair | undefined {
    const own = this.#answerOf(example);
    if (own.isShort) return undefined;
    let best: LikePair | undefined;
    const { hashes } = own;
    for (const item of this.#bands.candidates(hashes)) {
      if (!this.#first.mayBeLike(item, hashes)) continue;
      const { id, answer } = at(this.#train, item);
      const least = Math.max(LEAKAGE_THRESHOLDS[0], best?.similarity ?? 0);
      if (!mayBeLike(hashes, answer.hashes, least)) continue;
      const similarity = this.#shared.jaccard(own, answer);
      if (similarity > (best?.similarity ?? 0)) best = { heldOutId: example.id, trainId: id, similarity };
    }
    return best;
  }
}
