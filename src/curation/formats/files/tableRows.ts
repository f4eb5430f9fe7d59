import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { OWN_COLUMN } from "../exampleOfRow.ts";
import { shown } from "../mismatch.ts";
import type { FileRow, RowBounds } from "./fileRow.ts";
import { quotingOf, type TableShape } from "./tableShape.ts";

/** Columns whose cells may be JSON, since they hold what no cell can. */
const JSON_COLUMNS: ReadonlySet<string> = new Set([OWN_COLUMN, "messages", "conversations", "history"]);

/**
 * The rows of a table as its text arrives, each with its columns by name; an empty cell is an absent one. Every row must
 * be as wide as the table. A quotation mark that is not closed swallows what follows it: that is one broken row.
 */
export async function* tableRows(
  pieces: AsyncIterable<string>,
  shape: TableShape,
  { maxRowBytes }: RowBounds,
): AsyncGenerator<FileRow> {
  let [fed, fedAtRecord, isEndless] = [0, 0, false];
  const bounded = async function* (): AsyncGenerator<string> {
    for await (const piece of pieces) {
      fed += piece.length;
      yield piece;
      isEndless = fed - fedAtRecord > maxRowBytes + READ_AHEAD;
      if (isEndless) return;
    }
  };
  let unclosed: string | undefined;
  const parser = parse({
    ...quotingOf(shape),
    raw: true,
    on_record: (record: string[]) => {
      fedAtRecord = fed;
      return record;
    },
    on_skip: (_, raw) => {
      unclosed = raw ?? "";
      return undefined;
    },
  });
  let line = 1;
  let isHeader = shape.hasHeader;
  // One row behind: the last one of a table that was cut off is none, unless the cut is inside a quotation.
  let held: FileRow | undefined;
  // Without a buffer, or the reader would run ahead of the bound.
  const source = Readable.from(bounded(), { highWaterMark: 1 }).pipe(parser);
  for await (const { record, raw } of source as AsyncIterable<RawRecord>) {
    if (held) yield held;
    held = isHeader ? undefined : { line: line + leadingLines(raw), ...recordOf(shape.columns, record) };
    isHeader = false;
    if (!isEndless) line += linesIn(raw);
  }
  if (held && (!isEndless || unclosed !== undefined)) yield held;
  if (isEndless) {
    yield { line, problem: { found: `a row that does not end within ${maxRowBytes} characters`, expected: CLOSED } };
  } else if (unclosed !== undefined) {
    const found = `a quotation that is not closed before the end of the file (${shown(unclosed)})`;
    yield { line: line + leadingLines(unclosed), problem: { found, expected: CLOSED } };
  }
}

/** Characters that lie between this reader and the parser: a few reads of a file. */
const READ_AHEAD = 4 * 64 * 1024;
const CLOSED = "quotation marks that are closed, or doubled inside; nothing after this was read";

interface RawRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

function recordOf(columns: readonly string[], record: readonly string[]) {
  if (record.length === columns.length) return { value: rowOfCells(columns, record) };
  const found = `${record.length} fields (${shown(record.join(" | "))})`;
  return { problem: { found, expected: `${columns.length}: ${shown(columns.join(", "))}` } };
}

/** The cells of a table's row by their columns; an empty one is as good as none. */
export function rowOfCells(columns: readonly string[], cells: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    columns.flatMap((column, index): [string, unknown][] => {
      const cell = cells[index] ?? "";
      return cell === "" ? [] : [[column, JSON_COLUMNS.has(column) ? valueOf(cell) : cell]];
    }),
  );
}

/** A cell that is no JSON stays a text, which its column's format then judges. */
function valueOf(cell: string): unknown {
  if (!/^[[{]/.test(cell)) return cell;
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}

const linesIn = (raw: string): number => raw.match(/\r\n|\n|\r/g)?.length ?? 0;
/** Empty lines that were passed over stand in front of the record. */
const leadingLines = (raw: string): number => linesIn(/^[\r\n]*/.exec(raw)?.[0] ?? "");
