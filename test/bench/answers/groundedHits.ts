/** Passages of a ranking task as what a search finds, to choose sources from. */
import { at } from "../../../src/base/at.ts";
import type { SearchHit } from "../../../src/core/search.ts";
import type { MeasuredHit } from "../../../src/retrieval/grounding/chooseSources.ts";
import type { SearchedPassage } from "../retrieval/searchSystems.ts";

/** Each passage at a line of its own: those of one file must not seem to overlap. */
export const lineOf = (doc: number): number => doc * 10_000 + 1;

export function hitOf(
  passages: readonly SearchedPassage[],
  doc: number,
  found: Pick<SearchHit, "score" | "similarity">,
): SearchHit {
  const { path, symbol, headings, text } = at(passages, doc);
  return { path, symbol, headings, text, startLine: lineOf(doc), endLine: lineOf(doc), ...found };
}

/** A line of code has about this many characters a token with the default model. */
const CHARACTERS_PER_TOKEN = 3;

export const measured = (hit: SearchHit): MeasuredHit => ({
  hit,
  headerTokens: 30,
  lineTokens: hit.text.split("\n").map((line) => 1 + Math.ceil(line.length / CHARACTERS_PER_TOKEN)),
});

/** At most `count`, from all over the list. */
export function sampled<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, index) => index % step === 0).slice(0, count);
}
