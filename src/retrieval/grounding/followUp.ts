import { contentTermsOf } from "../codeTokenizer.ts";

/** A question that may follow another, made complete. */
export interface CompletedQuestion {
  /** What to search for. */
  readonly query: string;
  /** The question it follows; absent where it stands by itself. */
  readonly earlier?: string;
}

/** Words that point at something said before, unless what they point at follows them: `this function`. */
const pointing =
  /\b(?:it|its|itself|they|them|their|these|those|this|that|he|she|him|her|there|one|ones|both|same|former|latter)\b/i;
/** Ways to begin a question that leave out what it is about. */
const elliptic = /^\s*(?:and|but|or|so|also|then|why|what about|how about|what if|what else|more|another|again)\b/i;
/** Fewer content words than this name nothing by themselves. */
const MIN_OWN_TERMS = 2;
/** Longer ones are whole questions, whatever pronoun stands in them: `it` then points within. */
const MAX_DEPENDENT_TERMS = 7;

/**
 * Completes a question that leans on the one before: pronouns (`and where is it called?`), ellipsis (`what about
 * files?`) and questions of hardly a word are searched for together with the last question that stood by itself.
 *
 * @param before earlier questions of the conversation, oldest first.
 */
export function completeQuestion(question: string, before: readonly string[]): CompletedQuestion {
  if (before.length === 0 || !isDependent(question)) return { query: question };
  const earlier = before.findLast((each, index) => index === 0 || !isDependent(each)) ?? "";
  return { query: `${question} ${earlier}`, earlier };
}

function isDependent(question: string): boolean {
  const terms = contentTermsOf(question).length;
  return (
    terms < MIN_OWN_TERMS || (terms <= MAX_DEPENDENT_TERMS && (pointing.test(question) || elliptic.test(question)))
  );
}
