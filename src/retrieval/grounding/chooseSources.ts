import type { SearchHit } from "../../core/search.ts";
import type { Source } from "../../core/groundedAnswer.ts";

/** A small model reads two to four passages well, and no more. */
const MAX_SOURCES = 4;
/** Tokens of all sources with their headers. */
export const SOURCE_TOKENS = 1200;
/** A passage with less than this share of the best one's score only distracts. */
const MIN_SCORE_SHARE = 0.4;
/** But two are shown where there are two: the first is not always the right one. */
const MIN_SOURCES = 2;
/** A beginning of fewer lines than this says nothing. */
const MIN_CUT_LINES = 3;

/** A passage and how long it is for the model that is to read it. */
export interface MeasuredHit {
  readonly hit: SearchHit;
  readonly headerTokens: number;
  /** Of each line of its text. Lines apart have a few more tokens than together, so nothing is counted too low. */
  readonly lineTokens: readonly number[];
}

/** How many hits may become sources; what comes after them need not be measured. */
export const CANDIDATE_SOURCES = 6;

/**
 * The passages to answer from, the best last: at most four that fit into `budget` tokens. The last that is needed is cut
 * to the lines that fit.
 *
 * @param hits best first.
 * @param shown what the model was shown before, in its order: see `inOrder`. Defaults to nothing.
 */
export function chooseSources(
  hits: readonly MeasuredHit[],
  budget: number,
  shown: readonly Omit<Source, "number">[] = [],
): Source[] {
  const best = hits[0]?.hit.score ?? 0;
  const chosen: Omit<Source, "number">[] = [];
  let left = budget;
  for (const measured of hits) {
    if (chosen.length === MAX_SOURCES) break;
    const { hit } = measured;
    if (chosen.length >= MIN_SOURCES && hit.score < best * MIN_SCORE_SHARE) break;
    if (chosen.some((source) => overlaps(source, hit))) continue;
    const fitting = fitted(measured, left, chosen.length === 0);
    if (fitting === undefined) continue;
    left -= fitting.tokens;
    chosen.push(sourceOf(hit, fitting.text, fitting.lineCount));
  }
  return inOrder(chosen, shown).map((source, index) => ({ number: index + 1, ...source }));
}

/**
 * Best last, but for a beginning that the model has read already: as long as that is among the chosen, it stays as it
 * was, so that it need not be read again. The best is last all the same.
 */
function inOrder<T extends Omit<Source, "number">>(bestFirst: readonly T[], shown: readonly Omit<Source, "number">[]) {
  const left = bestFirst.toReversed();
  const begun: T[] = [];
  for (const source of shown) {
    const index = left.findIndex((each) => isSame(each, source));
    const isBest = index === left.length - 1;
    if (index < 0 || (isBest && left.length > 1)) break;
    begun.push(...left.splice(index, 1));
  }
  return [...begun, ...left];
}

const isSame = (a: Omit<Source, "number">, b: Omit<Source, "number">): boolean =>
  a.path === b.path && a.startLine === b.startLine && a.title === b.title && a.text === b.text;

interface Fitted {
  readonly text: string;
  readonly lineCount: number;
  readonly tokens: number;
}

function fitted({ hit, headerTokens, lineTokens }: MeasuredHit, left: number, isFirst: boolean): Fitted | undefined {
  const lines = hit.text.split("\n");
  let tokens = headerTokens;
  let count = 0;
  for (; count < lines.length; count++) {
    const next = tokens + (lineTokens[count] ?? 0);
    if (next > left) break;
    tokens = next;
  }
  if (count === lines.length) return { text: hit.text, lineCount: count, tokens };
  if (count >= MIN_CUT_LINES || (isFirst && count > 0)) {
    return { text: lines.slice(0, count).join("\n"), lineCount: count, tokens };
  }
  const share = (left - headerTokens) / Math.max(1, lineTokens[0] ?? 1);
  // One line of a minified file or of a table is longer than all that a model can read.
  return isFirst && share > 0 && share < 1
    ? {
        text: [...(lines[0] ?? "")].slice(0, Math.floor((lines[0]?.length ?? 0) * share)).join(""),
        lineCount: 1,
        tokens: left,
      }
    : undefined;
}

/** A passage as a source, whole or its first lines. */
export function sourceOf(
  { path, startLine, signature, symbol, headings, text: whole }: SearchHit,
  text = whole,
  lineCount = text.split("\n").length,
): Omit<Source, "number"> {
  const title = signature ?? symbol ?? headings?.join(" > ");
  return { path, startLine, endLine: startLine + lineCount - 1, ...(title && { title }), text };
}

const overlaps = (a: Omit<Source, "number">, b: SearchHit): boolean =>
  a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
