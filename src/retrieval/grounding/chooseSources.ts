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
/** A passage with this share of the best one's score is about as good: which of them is the better is chance. */
const ALIKE_SCORE_SHARE = 0.9;
/** A beginning of fewer lines than this says nothing. */
const MIN_CUT_LINES = 3;

/** A passage and how long it is for the model that is to read it. */
export interface MeasuredHit {
  readonly hit: SearchHit;
  readonly headerTokens: number;
  /** Of each line of its text. Lines apart have a few more tokens than together, so nothing is counted too low. */
  readonly lineTokens: readonly number[];
}

/** How many hits may become sources unless they were shown before. */
const CANDIDATE_SOURCES = 6;
/** So many of the best are always shown, whatever the model has read. */
const REQUIRED_SOURCES = 2;

/** The hits that may become sources; no other need be measured. */
export const candidateHits = (hits: readonly SearchHit[], shown: readonly UnnumberedSource[] = []): SearchHit[] =>
  hits.filter((hit, index) => index < CANDIDATE_SOURCES || shown.some((source) => isOf(source, hit)));

type UnnumberedSource = Omit<Source, "number">;

export interface ShownBefore {
  /** What the model has read last, in its order. Defaults to nothing. */
  readonly shown?: readonly UnnumberedSource[];
  /**
   * The order of those that are new, before the two best. `best first` is for a question that is still being typed: they
   * will most likely be shown again, and what is read first can be kept whatever follows. Defaults to `best last`.
   */
  readonly others?: "best first" | "best last";
}

/**
 * The passages to answer from, the best last: at most four that fit into `budget` tokens. The last that is needed is cut
 * to the lines that fit. A small model hardly finds what stands far from the question (test/bench/RESULTS.md), so the
 * best stands next to it whatever was read before.
 *
 * What the model has read already takes the places of passages that are hardly better: as much of its beginning as is
 * good enough to be shown at all, and is not the best, stays where it was, so that it need not be read again. The second
 * best is shown in any case, behind it if it is new. The best is the one that stood last, while that is about as good.
 *
 * @param found best first.
 */
export function chooseSources(
  found: readonly MeasuredHit[],
  budget: number,
  { shown = [], others = "best last" }: ShownBefore = {},
): Source[] {
  const hits = withStandingFirst(found, shown.at(-1));
  const ranked = taken(hits, budget);
  const required = ranked.slice(0, REQUIRED_SOURCES);
  const kept = keptBeginning(hits, shown, ranked[0]?.source);
  while (!fits(kept, required, budget)) kept.pop();
  const known = kept.map(({ source }) => source);
  const optional = hits.filter(({ hit }) => !required.some(({ source }) => isOf(source, hit)));
  const wanted = [...hits.filter((each) => !optional.includes(each)), ...optional];
  const added = kept.length === 0 ? ranked : taken(wanted, budget - tokensOf(kept), known, hits[0]?.hit.score);
  const [best, ...fresh] = added.map(({ source }) => source);
  // The second best next to the best: from there it is nearly as often found.
  const between = others === "best last" ? fresh.toReversed() : [...fresh.slice(1), ...fresh.slice(0, 1)];
  const ordered = [...known, ...between, ...(best === undefined ? [] : [best])];
  return ordered.map((source, index) => ({ number: index + 1, ...source }));
}

/** The hits with the one first that stood next to the question before, if it is about as good as the best. */
function withStandingFirst(
  hits: readonly MeasuredHit[],
  standing: UnnumberedSource | undefined,
): readonly MeasuredHit[] {
  const least = (hits[0]?.hit.score ?? 0) * ALIKE_SCORE_SHARE;
  const place = standing ? hits.findIndex(({ hit }) => hit.score >= least && isOf(standing, hit)) : -1;
  const standingHit = hits[place];
  return standingHit ? [standingHit, ...hits.toSpliced(place, 1)] : hits;
}

/** A source and its tokens, header included. */
interface Taken {
  readonly source: UnnumberedSource;
  readonly tokens: number;
}

const tokensOf = (taken: readonly Taken[]): number => taken.reduce((sum, { tokens }) => sum + tokens, 0);

/** As many hits as may stand beside `known`, in their order. */
function taken(
  hits: readonly MeasuredHit[],
  budget: number,
  known: readonly UnnumberedSource[] = [],
  best = hits[0]?.hit.score ?? 0,
): Taken[] {
  const chosen: Taken[] = [];
  let left = budget;
  for (const measured of hits) {
    const all = [...known, ...chosen.map(({ source }) => source)];
    if (all.length === MAX_SOURCES) break;
    const { hit } = measured;
    if (all.length >= MIN_SOURCES && hit.score < best * MIN_SCORE_SHARE) continue;
    if (all.some((source) => overlaps(source, hit))) continue;
    const fitting = fitted(measured, left, all.length === 0);
    if (fitting === undefined) continue;
    left -= fitting.tokens;
    chosen.push({ source: sourceOf(hit, fitting.text, fitting.lineCount), tokens: fitting.tokens });
  }
  return chosen;
}

/**
 * What was shown, up to the first that is no longer found, says something else now, or would only distract, and up to the
 * best of now.
 */
function keptBeginning(
  hits: readonly MeasuredHit[],
  shown: readonly UnnumberedSource[],
  best: UnnumberedSource | undefined,
): Taken[] {
  const least = (hits[0]?.hit.score ?? 0) * MIN_SCORE_SHARE;
  const kept: Taken[] = [];
  for (const { path, startLine, endLine, title, text } of shown) {
    const source = { path, startLine, endLine, ...(title !== undefined && { title }), text };
    const found = hits.find(({ hit }) => isOf(source, hit));
    if (found === undefined || found.hit.score < least) break;
    if (best !== undefined && isSamePlace(source, best)) break;
    const lineCount = text.split("\n").length;
    const tokens = found.lineTokens.slice(0, lineCount).reduce((sum, count) => sum + count, found.headerTokens);
    kept.push({ source, tokens });
  }
  return kept;
}

/** Whether all that is required can be shown behind what is kept. */
function fits(kept: readonly Taken[], required: readonly Taken[], budget: number): boolean {
  if (kept.length === 0) return true;
  const missing = required.filter(({ source }) => !kept.some((each) => isSamePlace(each.source, source)));
  if (missing.some(({ source }) => kept.some((each) => overlaps(each.source, source)))) return false;
  return kept.length + missing.length <= MAX_SOURCES && tokensOf(kept) + tokensOf(missing) <= budget;
}

const isSamePlace = (a: UnnumberedSource, b: UnnumberedSource): boolean =>
  a.path === b.path && a.startLine === b.startLine && a.title === b.title;

/** Whether a source is a hit, or the first lines of it. */
const isOf = (source: UnnumberedSource, hit: SearchHit): boolean =>
  isSamePlace(source, sourceOf(hit)) && (hit.text === source.text || hit.text.startsWith(`${source.text}\n`));

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
): UnnumberedSource {
  const title = signature ?? symbol ?? headings?.join(" > ");
  return { path, startLine, endLine: startLine + lineCount - 1, ...(title && { title }), text };
}

const overlaps = (a: UnnumberedSource, b: Pick<SearchHit, "path" | "startLine" | "endLine">): boolean =>
  a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
