import type { Example } from "../../core/example.ts";
import { Bands, COARSE_BANDS } from "./bands.ts";
import { isLiteral, mayAnswerTheSame } from "./literalKinds.ts";
import { mayBeLike } from "./minHash.ts";
import { containment, jaccard, shinglesOf } from "./shingles.ts";
import { comparedAnswer, comparedQuestion, type ExampleSignature, type TextSignature } from "./signature.ts";

/**
 * Why an example says the same as its representative.
 * - `same-question`: the same is asked, which would teach two answers to it.
 * - `same-answer`: what is answered is the same, and long enough to be no coincidence.
 * - `near-answer`: long answers that share most of their shingles.
 * - `near-question`: nearly the same is asked, and one answer lies within the other.
 *
 * An answer that merely lies within another is none: questions about a part of what a section says are what a good
 * dataset is made of. Nor are questions that are nearly the same, for many differ in one name only. Examples of
 * `LITERAL_KINDS` are no duplicates by near answers or questions, and by same answers only to the letter.
 */
export type DuplicateRelation = "same-question" | "same-answer" | "near-answer" | "near-question";

export interface DuplicateMatch {
  /** Number of the representative. */
  readonly item: number;
  readonly relation: DuplicateRelation;
  /** Jaccard similarity of what is nearly the same; 1 for what is the same. */
  readonly similarity: number;
}

/**
 * Least Jaccard similarity of answers that say the same. Lee et al. (arXiv:2107.06499) take 0.8 for whole documents; the
 * answers here are some sentences, of which one changed word touches five shingles. Read by eye on 16,258 examples of
 * twelve npm packages: from 0.7 on they are copies with a line more or less, below it mostly neighbours that differ in
 * the one name that matters (`record` and `partialRecord`). What it finds of `test/support/duplicatePairs.ts` is in
 * `test/bench/RESULTS.md`.
 */
export const NEAR_ANSWER = 0.7;

/** Least Jaccard similarity of questions that ask the same, where the answers agree too. */
export const NEAR_QUESTION = 0.5;

/** Least part of the shorter answer that must lie within the longer, where the questions are nearly the same. */
export const ANSWER_WITHIN = 0.8;

/** Sets of shingles kept for the next comparison: about 100 kB each for the longest answers, a few kB for most. */
const MAX_KEPT_SETS = 2000;

/** The examples that stand for all others like them, and the search among them. */
export class Representatives {
  readonly #examples: readonly Example[];
  readonly #signatures: readonly ExampleSignature[];
  readonly #byQuestion = new Map<string, number>();
  readonly #byAnswer = new Map<string, number>();
  readonly #questions: Bands;
  readonly #answers: Bands;
  readonly #sets = new Map<string, Uint32Array>();

  /** Items are numbers into both lists. */
  constructor(examples: readonly Example[], signatures: readonly ExampleSignature[]) {
    this.#examples = examples;
    this.#signatures = signatures;
    this.#questions = new Bands(examples.length, COARSE_BANDS);
    this.#answers = new Bands(examples.length, COARSE_BANDS);
  }

  add(item: number): void {
    const { question, answer } = signatureAt(this.#signatures, item);
    if (question !== undefined) this.#byQuestion.set(question.key, item);
    if (question === undefined || !answer.isShort) this.#byAnswer.set(answer.key, item);
    if (isLiteral(exampleAt(this.#examples, item))) return;
    if (question !== undefined) this.#questions.add(question.hashes, item);
    if (!answer.isShort) this.#answers.add(answer.hashes, item);
  }

  /** The representative that says the same as this item: the one that is most like it, of equals the preferred one. */
  find(item: number): DuplicateMatch | undefined {
    const { question, answer } = signatureAt(this.#signatures, item);
    const sameQuestion = question && this.#byQuestion.get(question.key);
    if (sameQuestion !== undefined) return { item: sameQuestion, relation: "same-question", similarity: 1 };
    const sameAnswer = this.#byAnswer.get(answer.key);
    // A short answer is enough only where it is all there is.
    const isTelling = !answer.isShort || question === undefined;
    const example = exampleAt(this.#examples, item);
    if (sameAnswer !== undefined && isTelling && mayAnswerTheSame(example, exampleAt(this.#examples, sameAnswer))) {
      return { item: sameAnswer, relation: "same-answer", similarity: 1 };
    }
    if (answer.isShort || isLiteral(example)) return undefined;
    return this.#nearAnswer(item, answer) ?? (question && this.#nearQuestion(item, question));
  }

  #nearAnswer(item: number, { hashes }: TextSignature): DuplicateMatch | undefined {
    const matches = this.#answers.candidates(hashes).flatMap((other): DuplicateMatch[] => {
      if (!mayBeLike(hashes, signatureAt(this.#signatures, other).answer.hashes, NEAR_ANSWER)) return [];
      const similarity = jaccard(this.#answerSet(item), this.#answerSet(other));
      return similarity < NEAR_ANSWER ? [] : [{ item: other, relation: "near-answer", similarity }];
    });
    return bestOf(matches);
  }

  #nearQuestion(item: number, { hashes }: TextSignature): DuplicateMatch | undefined {
    const ownAnswer = signatureAt(this.#signatures, item).answer;
    const matches = this.#questions.candidates(hashes).flatMap((other): DuplicateMatch[] => {
      const { question, answer } = signatureAt(this.#signatures, other);
      if (question === undefined || answer.isShort) return [];
      if (!mayBeLike(hashes, question.hashes, NEAR_QUESTION)) return [];
      if (!mayBeLike(ownAnswer.hashes, answer.hashes, leastJaccard(ownAnswer, answer))) return [];
      if (containment(this.#answerSet(item), this.#answerSet(other)) < ANSWER_WITHIN) return [];
      const similarity = jaccard(this.#questionSet(item), this.#questionSet(other));
      return similarity < NEAR_QUESTION ? [] : [{ item: other, relation: "near-question", similarity }];
    });
    return bestOf(matches);
  }

  #answerSet(item: number): Uint32Array {
    return this.#set(`answer ${item}`, () => comparedAnswer(exampleAt(this.#examples, item)));
  }

  #questionSet(item: number): Uint32Array {
    return this.#set(`question ${item}`, () => comparedQuestion(exampleAt(this.#examples, item)) ?? "");
  }

  #set(key: string, textOf: () => string): Uint32Array {
    const kept = this.#sets.get(key);
    if (kept !== undefined) return kept;
    if (this.#sets.size >= MAX_KEPT_SETS) this.#sets.clear();
    const set = shinglesOf(textOf());
    this.#sets.set(key, set);
    return set;
  }
}

/** The Jaccard similarity of two sets of which just so much of the smaller lies within the larger as is asked for. */
function leastJaccard(a: TextSignature, b: TextSignature): number {
  const shared = ANSWER_WITHIN * Math.min(a.shingleCount, b.shingleCount);
  return shared / Math.max(1, a.shingleCount + b.shingleCount - shared);
}

/** Items are added in order of preference, so that the lower number is the preferred one. */
function bestOf(matches: readonly DuplicateMatch[]): DuplicateMatch | undefined {
  return [...matches].sort((a, b) => b.similarity - a.similarity || a.item - b.item)[0];
}

function signatureAt(signatures: readonly ExampleSignature[], item: number): ExampleSignature {
  const signature = signatures[item];
  if (signature === undefined) throw new RangeError(`item ${item} is outside 0..${signatures.length - 1}`);
  return signature;
}

function exampleAt(examples: readonly Example[], item: number): Example {
  const example = examples[item];
  if (example === undefined) throw new RangeError(`item ${item} is outside 0..${examples.length - 1}`);
  return example;
}
