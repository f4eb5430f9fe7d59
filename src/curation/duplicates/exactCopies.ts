import { at } from "../../base/at.ts";
import type { ExampleLabel } from "../../core/example.ts";
import { mayAnswerTheSame } from "./literalKinds.ts";
import { type DuplicateCandidate, preferenceOrder } from "./preference.ts";
import type { ExampleSignature } from "./signature.ts";

export type Signed<E extends ExampleLabel> = DuplicateCandidate<E> & { readonly signature: ExampleSignature };

/**
 * The examples that ask or answer the same as one that is preferred to them, in the sense of `same-question` and
 * `same-answer`. A fraction of the work of `clusterDuplicates`, for a great many of which most are copies; what
 * `mayBeCopies` leaves out need not be given.
 */
export function exactCopies<E extends ExampleLabel>(candidates: readonly Signed<E>[]): Set<E> {
  const questions = new Set<string>();
  const answers = new Map<string, Signed<E>>();
  const copies = new Set<E>();
  for (const place of preferenceOrder(candidates)) {
    const candidate = at(candidates, place);
    const { question, answer } = candidate.signature;
    const isTelling = question === undefined || !answer.isShort;
    const answered = isTelling ? answers.get(answer.key) : undefined;
    const isAnswered = answered !== undefined && mayAnswerTheSame(candidate, answered);
    if ((question && questions.has(question.key)) || isAnswered) {
      copies.add(candidate.example);
      continue;
    }
    if (question) questions.add(question.key);
    if (isTelling) answers.set(answer.key, candidate);
  }
  return copies;
}
