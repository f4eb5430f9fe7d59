import type { Citation, Source, Statement } from "../../core/groundedAnswer.ts";
import { contentTermsOf } from "../codeTokenizer.ts";
import { ABSTAINING_ANSWER } from "./groundedMessages.ts";
import { sourceTerms } from "./sourceTerms.ts";

/** Share of a sentence's content words that the cited lines must hold; the rest is how an answer is worded. */
const MIN_WORD_SHARE = 0.75;
/** Fewer words than this stand in many places by chance: a source that the answer does not name is not credited. */
const MIN_MATCHED_TERMS = 3;
/** `[1]`, `[1, 3]`. */
const citation = /\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\]/g;
/** Between sentences; citations behind a full stop belong to the sentence before it. */
const sentenceEnd = /(?<=[.!?]["'`)*_]{0,4}(?:\s?\[[\d, ]{1,20}\]){0,4})\s+(?!\[\s?\d)/;
/** Around code, with the name of its language: it says nothing. */
const fence = /^(?:```|~~~)[\w+#.-]*$/;
const quoted = /"([^"\n]{2,})"|“([^”\n]{2,})”|`([^`\n]{2,})`/g;
const numberWord = /(?<![\p{L}\p{N}_.])\d+(?:\.\d+)?(?![\p{L}\p{N}_])/gu;

/**
 * What an answer says, sentence by sentence, each with the sources it rests on. A citation is verified if every quote
 * and number of its sentence stands in the source's lines, and three quarters of its content words do. Where a sentence
 * names no source, those that hold all of it are found; where it names one that does not, that is said.
 */
export function verifyCitations(answer: string, sources: readonly Source[]): Statement[] {
  const known = sources.map((source) => ({ source, holds: holder(source) }));
  return sentencesOf(answer).flatMap((sentence): Statement[] => {
    const numbers = [
      ...new Set([...sentence.matchAll(citation)].flatMap(([, list = ""]) => list.split(",").map(Number))),
    ];
    const text = sentence
      .replace(citation, "")
      .replace(/\s+(?=[.,;:!?]|$)/g, "")
      .trim();
    if (contentTermsOf(text).length === 0 || fence.test(text)) return [];
    const named = numbers.map((number): Citation => {
      const found = known.find(({ source }) => source.number === number);
      if (found === undefined) return { number, by: "model", isVerified: false };
      return { number, source: placeOf(found.source), by: "model", isVerified: found.holds(text) };
    });
    return [{ text, citations: named.length > 0 ? named : matching(text, known) }];
  });
}

/** The sentences and lines of an answer, each with the citations behind its full stop. */
export const sentencesOf = (answer: string): string[] => answer.split("\n").flatMap((line) => line.split(sentenceEnd));

interface KnownSource {
  readonly source: Source;
  readonly holds: (sentence: string) => boolean;
}

/** The best source that holds a sentence: the one nearest to the question. */
function matching(text: string, known: readonly KnownSource[]): Citation[] {
  const isTelling = contentTermsOf(text).length >= MIN_MATCHED_TERMS;
  const found = isTelling ? known.findLast(({ holds }) => holds(text)) : undefined;
  return found === undefined
    ? []
    : [{ number: found.source.number, source: placeOf(found.source), by: "match", isVerified: true }];
}

function holder(source: Source): (sentence: string) => boolean {
  const text = collapsed(source.text);
  const terms = sourceTerms(source);
  const numbers = new Set(source.text.match(numberWord));
  return (sentence) => {
    const quotes = [...sentence.matchAll(quoted)].map(([, double, curly, code]) => double ?? curly ?? code ?? "");
    const isHeld = (quote: string) => text.includes(collapsed(quote)) || isPlace(source, quote);
    if (!quotes.every(isHeld)) return false;
    if (!(sentence.match(numberWord) ?? []).every((number) => numbers.has(number))) return false;
    const words = contentTermsOf(sentence);
    return words.length > 0 && words.filter((word) => terms.has(word)).length >= MIN_WORD_SHARE * words.length;
  };
}

const isPlace = ({ path, title = "" }: Source, quote: string): boolean =>
  path.includes(quote) || collapsed(title).includes(collapsed(quote));

/** Line breaks and indentation are not kept by a quote; nor is the space that `neutralized` puts in. */
const collapsed = (text: string): string => text.replace(/\s+/g, "");

const placeOf = ({ number, path, startLine, endLine, title }: Source): Omit<Source, "text"> => ({
  number,
  path,
  startLine,
  endLine,
  ...(title !== undefined && { title }),
});

/** Whether an answer only says that the sources do not say. */
export const isAbstention = (answer: string): boolean =>
  answer.trim().toLowerCase().startsWith(ABSTAINING_ANSWER.slice(0, -1).toLowerCase());
