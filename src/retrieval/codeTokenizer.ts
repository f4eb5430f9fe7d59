import { splitIdentifier } from "./splitIdentifier.ts";
import { stemOf } from "./stem.ts";
import { STOP_WORDS } from "./stopWords.ts";
import { termHash } from "./termHash.ts";

/** Longer words are hashes, encoded data or a generator's names. */
const MAX_WORD_LENGTH = 80;
/** Longer numbers are measurements and addresses; nobody searches by them. */
const MAX_DIGITS = 6;
/** Scripts that put no space between words: their terms are pairs of neighbouring characters. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const unspacedRun = new RegExp(`${unspaced.source}+`, "gu");
const nonAscii = /[^\0-\x7f]/;
const word = /[\p{L}\p{M}\p{N}_$]+/gu;
const asciiWord = /[A-Za-z0-9_$]+/g;

/** Words of a text: identifiers whole, as they stand. */
export function wordsOf(text: string): string[] {
  return text.match(nonAscii.test(text) ? word : asciiWord) ?? [];
}

/**
 * The terms of one word, in lower case and stemmed: what an identifier is made of (split at case, digits, `_` and `$`),
 * and the identifier whole when it has several parts. Accents are taken off, so that `café` and `cafe` are one term.
 */
export function termsOfWord(word: string): string[] {
  if (word.length > MAX_WORD_LENGTH) return [];
  if (!nonAscii.test(word)) return identifierTerms(word);
  const plain = word.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC");
  if (!unspaced.test(plain)) return identifierTerms(plain);
  return [
    ...(plain.match(unspacedRun) ?? []).flatMap(characterPairs),
    ...plain.split(unspacedRun).flatMap((rest) => (rest === "" ? [] : identifierTerms(rest))),
  ];
}

function identifierTerms(word: string): string[] {
  const parts = splitIdentifier(word);
  const terms = parts.filter(isWorthKeeping).map(stemOf);
  if (parts.length > 1) terms.push(parts.join(""));
  return terms;
}

/** One letter is a loop variable or a type parameter. */
function isWorthKeeping(part: string): boolean {
  if (part.length < 2) return false;
  return part.charCodeAt(0) > 57 || part.length <= MAX_DIGITS;
}

function characterPairs(run: string): string[] {
  const characters = [...run];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => (characters[index] ?? "") + character);
}

/** All terms of a text in their order, stop words among them. */
export function termsOf(text: string): string[] {
  return wordsOf(text).flatMap(termsOfWord);
}

/** The terms a text is found by: `termsOf` without the words that only make a sentence. */
export function contentTermsOf(text: string): string[] {
  return termsOf(text).filter((term) => !STOP_WORDS.has(term));
}

/** The terms of a word as hashes. */
export interface WordHashes {
  readonly all: readonly number[];
  /** Without stop words. */
  readonly content: readonly number[];
}

/** Words repeat, and splitting them is what costs: past this many a cache begins anew. */
const MAX_CACHED_WORDS = 100_000;

/** `termsOfWord` as hashes, remembering the words it has seen. */
export function createWordHasher(): (word: string) => WordHashes {
  let known = new Map<string, WordHashes>();
  return (word) => {
    const found = known.get(word);
    if (found !== undefined) return found;
    const terms = termsOfWord(word);
    const hashes: WordHashes = {
      all: terms.map(termHash),
      content: terms.filter((term) => !STOP_WORDS.has(term)).map(termHash),
    };
    if (known.size >= MAX_CACHED_WORDS) known = new Map();
    known.set(word, hashes);
    return hashes;
  };
}
