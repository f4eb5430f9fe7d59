/**
 * About 300 tokens of prose or code: four passages fit a small model's context with room for an answer. Counted without
 * white space, so that deep indentation does not make a passage short.
 */
export const PASSAGE_CHARACTERS = 1000;
/** Less than this, a closing brace or a heading cut off from its text, is not worth a passage of its own. */
const SCRAP_CHARACTERS = 80;

/** Times the limit: so far a passage may go past it for the sake of scraps. */
const MAX_WITH_SCRAPS = 1.25;

/** The border above a line that goes on with something that cannot be taken apart: a string, a comment, a paragraph. */
export const INSIDE = 60_000;
/** The border between a comment and what it is about. Stronger than any syntax, weaker than the inside of a comment. */
export const ATTACHED = 50_000;

/** Lines `start` up to, not including, `end`, 0-based. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The border above each line as deep as the structure it lies in: 0 between the parts of the whole, more between parts
 * of a part. All begin as `INSIDE`; whoever knows the structure sets the rest.
 */
export type LineBorders = Uint16Array;

export function lineBorders(lineCount: number): LineBorders {
  return new Uint16Array(lineCount).fill(INSIDE);
}

/**
 * Cuts lines into ranges of at most `limit` characters, at the outermost borders where there is a choice: a part that
 * fits is never cut, a larger one is cut between its own parts, and small neighbours share a range. The idea is
 * split-then-merge over the syntax tree (cAST, arXiv:2506.15655), read from the other end: lines are merged across the
 * deepest borders first, as long as they fit. A range never joins the rest of a part that was cut with that part's
 * neighbour, so what belongs to one function is not filed under two.
 *
 * The ranges follow one another and leave out nothing but blank lines; none begins or ends with one. A line longer than
 * the limit is a range of its own.
 */
export function mergeLines(
  lines: readonly string[],
  borders: LineBorders,
  limit: number = PASSAGE_CHARACTERS,
): LineRange[] {
  const sizeBefore = sizesOf(lines);
  const sizeOf = (start: number, end: number): number => (sizeBefore[end] ?? 0) - (sizeBefore[start] ?? 0);
  // Where the range that begins at a line ends, and where the one that ends at a line begins.
  const endOf = Int32Array.from(lines, (_, row) => row + 1);
  const startOf = Int32Array.from({ length: lines.length + 1 }, (_, row) => row - 1);
  const depthAt = (row: number): number => (row === 0 || row === lines.length ? -1 : (borders[row] ?? 0));

  for (const row of rowsDeepestFirst(borders)) {
    const depth = depthAt(row);
    const [start, end] = [startOf[row] ?? 0, endOf[row] ?? 0];
    const isCutInside = depthAt(start) > depth || depthAt(end) > depth;
    if ((isCutInside && depth < ATTACHED) || sizeOf(start, end) > limit) continue;
    endOf[start] = end;
    startOf[end] = start;
  }
  const ranges: LineRange[] = [];
  for (let start = 0; start < lines.length; start = endOf[start] ?? lines.length) {
    const range = withoutBlankEdges({ start, end: endOf[start] ?? lines.length }, lines);
    if (range.start < range.end) ranges.push(range);
  }
  return withoutScraps(ranges, borders, sizeOf, limit * MAX_WITH_SCRAPS);
}

/** Running total of the characters that are not white space: before line 0, before line 1, … */
function sizesOf(lines: readonly string[]): Float64Array {
  const sizes = new Float64Array(lines.length + 1);
  for (const [row, line] of lines.entries()) {
    let size = 0;
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      if (code !== 0x20 && code !== 0x09) size++;
    }
    sizes[row + 1] = (sizes[row] ?? 0) + size;
  }
  return sizes;
}

function rowsDeepestFirst(borders: LineBorders): Uint32Array {
  // Depth and row in one number: typed arrays sort numbers fast.
  const keys = Float64Array.from({ length: Math.max(0, borders.length - 1) }, (_, index) => {
    const row = index + 1;
    return (INSIDE - (borders[row] ?? 0)) * 2 ** 32 + row;
  }).sort();
  return Uint32Array.from(keys, (key) => key % 2 ** 32);
}

function withoutBlankEdges({ start, end }: LineRange, lines: readonly string[]): LineRange {
  let [first, last] = [start, end];
  while (first < last && lines[first]?.trim() === "") first++;
  while (last > first && lines[last - 1]?.trim() === "") last--;
  return { start: first, end: last };
}

/** Joins scraps to the neighbour they lie deeper with, past the limit if need be. */
function withoutScraps(
  ranges: readonly LineRange[],
  borders: LineBorders,
  sizeOf: (start: number, end: number) => number,
  limit: number,
): LineRange[] {
  const kept: LineRange[] = [];
  let carried: number | undefined;
  for (const [index, range] of ranges.entries()) {
    const [previous, next] = [kept.at(-1), ranges[index + 1]];
    const start = carried ?? range.start;
    carried = undefined;
    const above = previous === undefined ? 0 : shallowest(borders, previous.end, start);
    const below = next === undefined ? 0 : shallowest(borders, range.end, next.start);
    const isScrap = sizeOf(start, range.end) < SCRAP_CHARACTERS;
    const joins = (first: number, end: number): boolean => isScrap && sizeOf(first, end) <= limit;
    if (above > below && previous !== undefined && joins(previous.start, range.end)) {
      kept[kept.length - 1] = { start: previous.start, end: range.end };
    } else if (below > above && next !== undefined && joins(start, next.end)) {
      carried = start;
    } else {
      kept.push({ start, end: range.end });
    }
  }
  return kept;
}

/** Of the borders above the lines `from` to `to`, both included: blank lines may lie between two ranges. */
function shallowest(borders: LineBorders, from: number, to: number): number {
  let depth = INSIDE;
  for (let row = from; row <= to; row++) depth = Math.min(depth, borders[row] ?? 0);
  return depth;
}
