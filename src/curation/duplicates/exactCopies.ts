import type { Example } from "../../core/example.ts";
import { mayAnswerTheSame } from "./literalKinds.ts";
import { compareByPreference, type DuplicateCandidate } from "./preference.ts";
import { comparedAnswer, comparedQuestion, keyOf } from "./signature.ts";
import type { TextSignature } from "./signature.ts";

/** What tells copies apart from what is only alike: of the question, where there is one, and of the answer. */
export interface CopyKeys {
  readonly question?: Pick<TextSignature, "key">;
  readonly answer: Pick<TextSignature, "key" | "isShort">;
}

/** As `signatureOf` has them, without what takes time. */
export function copyKeysOf(example: Example): CopyKeys {
  const question = comparedQuestion(example);
  const answer = keyOf(comparedAnswer(example));
  return question === undefined ? { answer } : { question: keyOf(question), answer };
}

/**
 * The examples that ask or answer the same as one that is preferred to them, in the sense of `same-question` and
 * `same-answer`. A fraction of the work of `clusterDuplicates`, for a great many of which most are copies.
 */
export function exactCopies(candidates: readonly (DuplicateCandidate & { readonly keys: CopyKeys })[]): Set<Example> {
  const questions = new Set<string>();
  const answers = new Map<string, Example>();
  const copies = new Set<Example>();
  for (const { example, keys } of [...candidates].sort(compareByPreference)) {
    const { question, answer } = keys;
    const isTelling = question === undefined || !answer.isShort;
    const answered = isTelling ? answers.get(answer.key) : undefined;
    const isAnswered = answered !== undefined && mayAnswerTheSame(example, answered);
    if ((question && questions.has(question.key)) || isAnswered) {
      copies.add(example);
      continue;
    }
    if (question) questions.add(question.key);
    if (isTelling) answers.set(answer.key, example);
  }
  return copies;
}
