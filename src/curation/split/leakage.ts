import { at } from "../../base/at.ts";
import type { Example, Split } from "../../core/example.ts";
import { textsOf } from "../../core/exampleText.ts";
import { Bands, FINE_BANDS } from "../duplicates/bands.ts";
import { mayBeLike, minHash } from "../duplicates/minHash.ts";
import { plainText } from "../duplicates/plainText.ts";
import { jaccard, SHORT_TEXT_TOKENS, shinglesOf } from "../duplicates/shingles.ts";
import { comparedAnswer, comparedQuestion } from "../duplicates/signature.ts";
import { tokenHashes } from "../duplicates/tokenHashes.ts";
import { GROUNDED } from "../propose/groundedKind.ts";
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

/**
 * Measures what the held-out splits still share with what is trained on. Examples without a split are not looked at.
 *
 * @param answerHashes `signatureOf(example).answer.hashes` by id, as far as they are known already.
 */
export function leakage(
  examples: readonly Example[],
  answerHashes: ReadonlyMap<string, Uint32Array> = new Map<string, Uint32Array>(),
): Leakage {
  // What a grounded example answers, the example it was made of answers too.
  const of = (split: Split) =>
    examples.filter((example) => example.split === split && (split === "train" || example.kind !== GROUNDED));
  const train = of("train");
  const heldOut = { validation: of("validation"), test: of("test") };
  const trained = {
    files: new Set(train.map(({ source }) => source?.path)),
    questions: new Set(train.map(comparedQuestion)),
    answers: new AnswerIndex(train, answerHashes),
    runs: seenRunsOf(train, [...heldOut.validation, ...heldOut.test]),
  };
  return {
    trainCount: train.length,
    validation: measure(heldOut.validation, trained),
    test: measure(heldOut.test, trained),
  };
}

interface Trained {
  readonly files: ReadonlySet<string | undefined>;
  readonly questions: ReadonlySet<string | undefined>;
  readonly answers: AnswerIndex;
  readonly runs: SeenRuns;
}

function measure(heldOut: readonly Example[], { files, questions, answers, runs }: Trained): SplitLeakage {
  const sharedFiles = new Set<string>();
  const sharedQuestions: string[] = [];
  const pairs: LikePair[] = [];
  const mostlySeenIds: string[] = [];
  let [seenRuns, allRuns] = [0, 0];
  for (const example of heldOut) {
    const path = example.source?.path;
    if (path !== undefined && files.has(path)) sharedFiles.add(path);
    const question = comparedQuestion(example);
    if (question !== undefined && questions.has(question)) sharedQuestions.push(example.id);
    const tokens = tokenHashes(comparedAnswer(example));
    const pair = tokens.length < SHORT_TEXT_TOKENS ? undefined : answers.likest(example);
    if (pair !== undefined && pair.similarity >= LEAKAGE_THRESHOLDS[0]) pairs.push(pair);
    const { seen, total } = runs.seenOf(tokens);
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

function seenRunsOf(train: readonly Example[], heldOut: readonly Example[]): SeenRuns {
  const runs = new SeenRuns(heldOut.map((example) => tokenHashes(comparedAnswer(example))));
  for (const example of train) for (const text of textsOf(example)) runs.see(tokenHashes(plainText(text)));
  return runs;
}

/** The answers that are trained on, to find the one most like another. */
class AnswerIndex {
  readonly #bands: Bands;
  readonly #examples: readonly Example[];
  /** By item. */
  readonly #signatures: readonly Uint32Array[];
  /** By item; only of those that a held-out answer was compared with. */
  readonly #sets = new Map<number, Uint32Array>();

  readonly #hashes: ReadonlyMap<string, Uint32Array>;

  constructor(examples: readonly Example[], hashes: ReadonlyMap<string, Uint32Array>) {
    this.#examples = examples;
    this.#hashes = hashes;
    this.#bands = new Bands(examples.length, FINE_BANDS);
    this.#signatures = examples.map((example) => this.#hashesOf(example));
    for (const [item, signature] of this.#signatures.entries()) this.#bands.add(signature, item);
  }

  #hashesOf(example: Example): Uint32Array {
    return this.#hashes.get(example.id) ?? minHash(answerSet(example));
  }

  likest(example: Example): LikePair | undefined {
    const set = answerSet(example);
    const signature = this.#hashesOf(example);
    let best: LikePair | undefined;
    for (const item of this.#bands.candidates(signature)) {
      const other = this.#examples[item];
      const least = Math.max(LEAKAGE_THRESHOLDS[0], best?.similarity ?? 0);
      if (other === undefined || !mayBeLike(signature, at(this.#signatures, item), least)) continue;
      const similarity = jaccard(set, this.#setOf(item, other));
      if (similarity > (best?.similarity ?? 0)) best = { heldOutId: example.id, trainId: other.id, similarity };
    }
    return best;
  }

  #setOf(item: number, example: Example): Uint32Array {
    const set = this.#sets.get(item) ?? answerSet(example);
    this.#sets.set(item, set);
    return set;
  }
}

const answerSet = (example: Example): Uint32Array => shinglesOf(comparedAnswer(example));
