import { parse } from "csv-parse/sync";
import type { ColumnMapping } from "../rows/columns.ts";
import { headerReason, type HeaderReason, namesOf } from "./headerRow.ts";

export interface TableShape {
  readonly delimiter: string;
  /** False where a quotation mark is a character like any other, as in many files separated by tabs. */
  readonly isQuoted: boolean;
  /** Names of the columns: of the first row, or `1`, `2`, … where that is a row like the others. */
  readonly columns: readonly string[];
  readonly hasHeader: boolean;
  /** Why, where it has one. */
  readonly headerReason?: HeaderReason;
}

export interface TableHints {
  /** What the file's name says. */
  readonly prefersTab: boolean;
  readonly mapping?: ColumnMapping;
  /** Whether the first row names columns, where somebody said so. */
  readonly hasHeader?: boolean;
}

const DELIMITERS = [",", "\t", ";", "|"] as const;
const SAMPLE_ROWS = 200;
/** Below it, so many rows are of another width that the quoting was probably misread. */
const REGULAR_SHARE = 0.9;

/** How the table is laid out whose beginning this is; undefined where it is empty. */
export function tableShapeOf(head: string, hints: TableHints): TableShape | undefined {
  const { prefersTab, mapping } = hints;
  const order = prefersTab ? ["\t", ...DELIMITERS.filter((delimiter) => delimiter !== "\t")] : DELIMITERS;
  // Where the first field is quoted, quotation marks are no characters like others.
  const quotings = head.trimStart().startsWith('"') ? [true] : [true, false];
  const candidates = quotings.flatMap((isQuoted) =>
    order.map((delimiter) => ({ delimiter, isQuoted, ...regularity(head, delimiter, isQuoted) })),
  );
  const [first] = candidates;
  if (first?.rows[0] === undefined) return undefined;
  const several = candidates.filter(({ rows }) => (rows[0]?.length ?? 0) > 1);
  const regular = several.find(({ share }) => share >= REGULAR_SHARE);
  // A table that is irregular either way is one with broken rows, and most are quoted.
  const quoted = several.filter(({ isQuoted }) => isQuoted);
  const best = regular ?? quoted.reduce((most, each) => (each.share > most.share ? each : most), quoted[0] ?? first);
  const [header = []] = best.rows;
  const given = hints.hasHeader ? "given" : undefined;
  const reason = hints.hasHeader === undefined ? headerReason(best.rows, mapping) : given;
  return {
    delimiter: best.delimiter,
    isQuoted: best.isQuoted,
    hasHeader: reason !== undefined,
    ...(reason && { headerReason: reason }),
    columns: reason ? namesOf(header) : header.map((_, index) => String(index + 1)),
  };
}

/** Share of the text that lies in rows as wide as the first, and not behind a quotation mark that is never closed. */
function regularity(head: string, delimiter: string, isQuoted: boolean) {
  let lostLength = 0;
  const records = parse(head, {
    ...quotingOf({ delimiter, isQuoted }),
    to: SAMPLE_ROWS,
    raw: true,
    on_skip: (_, raw) => {
      lostLength += raw?.length ?? 0;
      return undefined;
    },
  }) as unknown as readonly { readonly record: string[] }[];
  const rows = records.map(({ record }) => record);
  const width = rows[0]?.length ?? 0;
  const regular = rows.filter((row) => row.length === width).length;
  return { rows, share: rows.length === 0 ? 0 : (regular / rows.length) * (1 - lostLength / head.length) };
}

/** How csv-parse reads such a table: a quotation mark in the middle of a field is a character like any other. */
export const quotingOf = ({ delimiter, isQuoted }: Pick<TableShape, "delimiter" | "isQuoted">) => ({
  delimiter,
  quote: isQuoted ? '"' : null,
  escape: isQuoted ? '"' : null,
  record_delimiter: ["\r\n", "\n", "\r"],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
});
