import { OWN_COLUMN } from "../exampleOfRow.ts";
import { type ColumnMapping, USUAL_COLUMN_NAMES } from "../rows/columns.ts";

/** Why the first row of a table is taken for its columns' names. */
export type HeaderReason = "given" | "known" | "look";

/** Headings of glossaries and lists of questions: one alone may be a word of a row, two are none. */
const HEADINGS: ReadonlySet<string> = new Set(
  "term definition front back title body note description name meaning topic explanation frage antwort begriff erklärung titel".split(
    " ",
  ),
);

/**
 * Why the first row names columns, or undefined where it is a row like the others. It names all of them, each once; and
 * one by a name that is known, or `mapping` maps columns by name, or two are headings, or it looks like none of the rows.
 */
export function headerReason(
  rows: readonly (readonly string[])[],
  mapping: ColumnMapping | undefined,
): HeaderReason | undefined {
  const names = namesOf(rows[0] ?? []);
  if (!areNames(names)) return undefined;
  const isByName = (column: string) => names.includes(column) || !/^\d+$/.test(column);
  if (mapping && Object.values(mapping).some(isByName)) return "known";
  const lower = names.map((name) => name.toLowerCase());
  if (lower.some((name) => USUAL_COLUMN_NAMES.has(name)) || names.includes(OWN_COLUMN)) return "known";
  // Who counts columns knows of no names.
  if (mapping) return undefined;
  if (lower.filter((name) => HEADINGS.has(name)).length > 1) return "look";
  return looksUnlike(names, rows.slice(1)) ? "look" : undefined;
}

export const namesOf = (row: readonly string[]): string[] => row.map((cell) => cell.trim());

/** Whether every column has a name, and another than the others. */
export const areNames = (names: readonly string[]): boolean =>
  !names.includes("") && new Set(names).size === names.length;

/** Of a column's cells, so many are longer than a name could be, or say what none says. */
const UNLIKE_SHARE = 0.9;
const MIN_ROWS = 2;
/** One to three words, with no mark that ends a sentence and no number. */
const NAME_LIKE = /^\p{L}[\p{L}\p{M}_-]*(?: [\p{L}\p{M}_-]+){0,2}$/u;
const MAX_NAME_LENGTH = 40;

const isNameLike = (cell: string): boolean => cell.length <= MAX_NAME_LENGTH && NAME_LIKE.test(cell);

/** Whether all of `names` could be names, none comes again in its column, and some column holds hardly any other. */
function looksUnlike(names: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (rows.length < MIN_ROWS || !names.every(isNameLike)) return false;
  const cellsOf = (index: number) => rows.flatMap((row) => row[index]?.trim() || []);
  const columns = names.map((_, index) => cellsOf(index));
  if (columns.some((cells, index) => cells.includes(names[index] ?? ""))) return false;
  return columns.some((cells) => {
    const unlike = cells.filter((cell) => !isNameLike(cell)).length;
    return cells.length >= MIN_ROWS && unlike >= UNLIKE_SHARE * cells.length;
  });
}
