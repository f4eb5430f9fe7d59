import { type WordHashes, wordsOf } from "./codeTokenizer.ts";

/** What of a passage is searched; `Passage` of the corpus is one. */
export interface SearchablePassage {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly symbol?: string | undefined;
  readonly headings?: readonly string[] | undefined;
}

/**
 * How often a term counts where it stands. Fields are joined before the frequency is damped (Robertson, Zaragoza and
 * Taylor, "Simple BM25 extension to multiple weighted fields", 2004). Set on the tuning packages of
 * test/bench/retrieval.
 */
export const FIELD_WEIGHTS = { text: 1, symbol: 5, headings: 3, path: 1 } as const;

/** Larger frequencies say nothing more: BM25 damps them long before. */
export const MAX_FREQUENCY = 127;
export const MAX_PASSAGE_LENGTH = 65_535;

export interface PassageTerms {
  /** Weighted frequency of each term's hash, at most MAX_FREQUENCY. */
  readonly frequencies: ReadonlyMap<number, number>;
  /** Sum of the weighted frequencies, at most MAX_PASSAGE_LENGTH. */
  readonly length: number;
}

/**
 * The terms by which a passage is found: those of its text without stop words, and all of its symbol, headings and path,
 * since a function may well be called `of`.
 */
export function passageTerms(passage: SearchablePassage, hashesOf: (word: string) => WordHashes): PassageTerms {
  const frequencies = new Map<number, number>();
  let length = 0;
  const add = (hashes: readonly number[], weight: number): void => {
    for (const hash of hashes) frequencies.set(hash, Math.min((frequencies.get(hash) ?? 0) + weight, MAX_FREQUENCY));
    length += hashes.length * weight;
  };
  for (const word of wordsOf(passage.text)) add(hashesOf(word).content, FIELD_WEIGHTS.text);
  for (const word of wordsOf(passage.symbol ?? "")) add(hashesOf(word).all, FIELD_WEIGHTS.symbol);
  for (const heading of passage.headings ?? []) {
    for (const word of wordsOf(heading)) add(hashesOf(word).all, FIELD_WEIGHTS.headings);
  }
  for (const word of wordsOf(passage.path)) add(hashesOf(word).all, FIELD_WEIGHTS.path);
  return { frequencies, length: Math.min(length, MAX_PASSAGE_LENGTH) };
}
