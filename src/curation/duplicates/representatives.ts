import { at } from "../../base/at.ts";
import type { ExampleLabel } from "../../core/example.ts";
import { Bands, COARSE_BANDS } from "./bands.ts";
import type { Signed } from "./exactCopies.ts";
import { isLiteral, mayAnswerTheSame } from "./literalKinds.ts";
import { FirstHashes, mayBeLike } from "./minHash.ts";
import type { SharedShingles } from "./sharedShingles.ts";
import type { TextSignature } from "./signature.ts";

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

/** The examples that stand for all others like them, and the search among them. */
export class Representatives {
  readonly #items: readonly Signed<ExampleLabel>[];
  readonly #shared: SharedShingles;
  readonly #byQuestion = new Map<string, number>();
  readonly #byAnswer = new Map<string, number>();
  readonly #questions: Bands;
  readonly #answers: Bands;
  readonly #firstOfQuestions: FirstHashes;
  readonly #firstOfAnswers: FirstHashes;

  /** Items are numbers into the list. */
  constructor(items: readonly Signed<ExampleLabel>[], shared: SharedShingles) {
    this.#items = items;
    this.#shared = shared;
    this.#questions = new Bands(items.length, COARSE_BANDS);
    this.#answers = new Bands(items.length, COARSE_BANDS);
    this.#firstOfQuestions = new FirstHashes(items.length);
    this.#firstOfAnswers = new FirstHashes(items.length);
  }

  add(item: number): void {
    const { example, signature } = at(this.#items, item);
    const { question, answer } = signature;
    if (question !== undefined) this.#byQuestion.set(question.key, item);
    if (question === undefined || !answer.isShort) this.#byAnswer.set(answer.key, item);
    // Found by its question it would be passed over for its short answer.
    if (isLiteral(example) || answer.isShort) return;
    if (question !== undefined) {
      this.#questions.add(question.hashes, item);
      this.#firstOfQuestions.set(item, question.hashes);
    }
    this.#answers.add(answer.hashes, item);
    this.#firstOfAnswers.set(item, answer.hashes);
  }

  /** The representative that says the same as this item: the one that is most like it, of equals the preferred one. */
  find(item: number): DuplicateMatch | undefined {
    const candidate = at(this.#items, item);
    const { question, answer } = candidate.signature;
    const sameQuestion = question && this.#byQuestion.get(question.key);
    if (sameQuestion !== undefined) return { item: sameQuestion, relation: "same-question", similarity: 1 };
    const sameAnswer = this.#byAnswer.get(answer.key);
    // A short answer is enough only where it is all there is.
    const isTelling = !answer.isShort || question === undefined;
    if (sameAnswer !== undefined && isTelling && mayAnswerTheSame(candidate, at(this.#items, sameAnswer))) {
      return { item: sameAnswer, relation: "same-answer", similarity: 1 };
    }
    if (answer.isShort || isLiteral(candidate.example)) return undefined;
    return this.#nearAnswer(answer) ?? (question && this.#nearQuestion(question, answer));
  }

  #nearAnswer(own: TextSignature): DuplicateMatch | undefined {
    let best: DuplicateMatch | undefined;
    const { hashes } = own;
    for (const other of this.#answers.candidates(hashes)) {
      if (!this.#firstOfAnswers.mayBeLike(other, hashes)) continue;
      const answer = this.#items[other]?.signature.answer;
      if (answer === undefined || !mayBeLike(hashes, answer.hashes, NEAR_ANSWER)) continue;
      const similarity = this.#shared.jaccard(own, answer);
      if (similarity >= NEAR_ANSWER) best = better(best, { item: other, relation: "near-answer", similarity });
    }
    return best;
  }

  #nearQuestion(own: TextSignature, ownAnswer: TextSignature): DuplicateMatch | undefined {
    let best: DuplicateMatch | undefined;
    const { hashes } = own;
    for (const other of this.#questions.candidates(hashes)) {
      if (!this.#firstOfQuestions.mayBeLike(other, hashes)) continue;
      const { question, answer } = at(this.#items, other).signature;
      if (question === undefined) continue;
      if (!mayBeLike(hashes, question.hashes, NEAR_QUESTION)) continue;
      if (!mayBeLike(ownAnswer.hashes, answer.hashes, leastJaccard(ownAnswer, answer))) continue;
      if (this.#shared.containment(ownAnswer, answer) < ANSWER_WITHIN) continue;
      const similarity = this.#shared.jaccard(own, question);
      if (similarity >= NEAR_QUESTION) best = better(best, { item: other, relation: "near-question", similarity });
    }
    return best;
  }
}

/** The Jaccard similarity of two sets of which just so much of the smaller lies within the larger as is asked for. */
function leastJaccard(a: TextSignature, b: TextSignature): number {
  const shared = ANSWER_WITHIN * Math.min(a.shingleCount, b.shingleCount);
  return shared / Math.max(1, a.shingleCount + b.shingleCount - shared);
}

/** Items are added in order of preference, so that the lower number is the preferred one. */
function better(a: DuplicateMatch | undefined, b: DuplicateMatch): DuplicateMatch {
  if (a === undefined) return b;
  return b.similarity > a.similarity || (b.similarity === a.similarity && b.item < a.item) ? b : a;
}
