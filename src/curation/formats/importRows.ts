import { UserError } from "../../base/errors.ts";
import type { Example, Split } from "../../core/example.ts";
import { columnsOf, type DetectedFormat, detectFormat, ROW_FORMATS } from "./detectFormat.ts";
import { exampleOfRow } from "./exampleOfRow.ts";
import { UTF_8 } from "./files/encoding.ts";
import type { FileRow, RowPlace } from "./files/fileRow.ts";
import { type Container, type OpenedSource, openSource, type SourceOptions } from "./files/openSource.ts";
import type { TableShape } from "./files/tableShape.ts";
import type { SourceFile } from "./files/sourceFiles.ts";
import { isRecord, Mismatch } from "./mismatch.ts";
import { described } from "./parseRow.ts";
import type { RowFormat, RowFormatName } from "./rowFormat.ts";
import { type ColumnMapping, columnsFormat, pairMapping, usualMapping } from "./rows/columns.ts";

export interface ImportOptions extends SourceOptions {
  /** Defaults to what the first rows look like. */
  readonly format?: RowFormatName;
  /** Longer rows are broken. Defaults to 4 MiB. */
  readonly maxRowBytes?: number;
}

/** How a file will be read. */
export interface ReadingPlan {
  readonly name: string;
  readonly container: Container;
  readonly encoding: string;
  readonly format: RowFormatName;
  /** Share of the first rows that can be read so, from 0 to 1. */
  readonly confidence: number;
  readonly why: string;
  readonly split?: Split;
  /** Of a table: how it is laid out. */
  readonly table?: Pick<TableShape, "delimiter" | "columns" | "hasHeader" | "headerReason">;
}

export type ImportedRow = RowPlace &
  ({ readonly example: Example } | { readonly found: string; readonly expected: string });

export interface PlannedFile {
  readonly plan: ReadingPlan;
  readonly rows: (signal?: AbortSignal, onBytes?: (doneBytes: number) => void) => AsyncGenerator<ImportedRow>;
}

const DEFAULT_MAX_ROW_BYTES = 4 * 1024 * 1024;
const SAMPLE_ROWS = 200;

/**
 * Looks at the beginning of a file and says how it will be read.
 *
 * @throws UserError `import/binary`, `import/unknown-file`, `import/encoding`, `import/unknown-format`, `import/ambiguous`, `import/no-column`.
 */
export async function planFile(file: SourceFile, options: ImportOptions, signal?: AbortSignal): Promise<PlannedFile> {
  const bounds = { maxRowBytes: options.maxRowBytes ?? DEFAULT_MAX_ROW_BYTES };
  const source = await openSource(file.path, options, bounds);
  const sample = await sampleOf(source, signal);
  if (options.mapping) requireColumns(file, source, sample, options.mapping);
  const { format, confidence, why } = chosenFormat(file, sample, source.shape, options);
  const plan: ReadingPlan = {
    name: file.name,
    container: source.container,
    encoding: source.encoding,
    format: format.name,
    confidence,
    why,
    ...(file.split && { split: file.split }),
    ...(source.shape && { table: withoutQuoting(source.shape) }),
  };
  return { plan, rows: (...args) => importedRows(source, format, file.split, ...args) };
}

const withoutQuoting = ({ isQuoted: _, ...table }: TableShape) => table;

async function* importedRows(
  source: OpenedSource,
  format: RowFormat,
  split: Split | undefined,
  signal?: AbortSignal,
  onBytes?: (doneBytes: number) => void,
): AsyncGenerator<ImportedRow> {
  const isGuessed = source.encoding !== UTF_8;
  for await (const row of source.rows(signal, onBytes)) {
    const place = { line: row.line, ...(row.index !== undefined && { index: row.index }) };
    if ("problem" in row) {
      yield { ...place, ...row.problem };
      continue;
    }
    const parsed = described(() => {
      const example = exampleOfRow(format, row.value);
      if (isGuessed) requireDecoded(row.value, source.encoding);
      return example;
    });
    if ("example" in parsed && split !== undefined && parsed.example.split === undefined) {
      yield { ...place, example: { ...parsed.example, split } };
    } else yield { ...place, ...parsed };
  }
}

/** A character that was lost in decoding must not be learned. @throws Mismatch */
function requireDecoded(value: unknown, encoding: string): void {
  if (typeof value === "string" && value.includes("\ufffd")) {
    throw new Mismatch(`a character that ${encoding} does not have`, "the file's true encoding, given with --encoding");
  }
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) requireDecoded(inner, encoding);
}

async function sampleOf(source: OpenedSource, signal: AbortSignal | undefined): Promise<FileRow[]> {
  const sample: FileRow[] = [];
  for await (const row of source.rows(signal)) {
    sample.push(row);
    if (sample.length >= SAMPLE_ROWS) break;
  }
  return sample;
}

/**
 * Every mapped column must be there. Where rows need not have all columns, one that none of the first rows has may still
 * come, if it is one that a row can do without.
 */
function requireColumns(
  file: SourceFile,
  { shape }: OpenedSource,
  sample: readonly FileRow[],
  { system, ...needed }: ColumnMapping,
): void {
  const values = sample.flatMap((row) => ("value" in row ? [row.value] : []));
  const there = shape?.columns ?? columnsOf(values.filter(isRecord));
  // Rows that are none have no columns to compare with: they are broken, and say so themselves.
  if (there.length === 0) return;
  const isAllSeen = shape !== undefined || sample.length < SAMPLE_ROWS;
  const mapped = [...Object.values(needed), ...(system !== undefined && isAllSeen ? [system] : [])];
  const missing = mapped.find((column) => !there.includes(column));
  if (missing === undefined) return;
  throw new UserError(
    "import/no-column",
    `there is no column ${missing} in ${file.path}; there are ${shownColumns(there)}`,
    `Name one of these after --map; small and capital letters differ.${shape?.hasHeader ? " If the first row names no columns, say --no-header." : ""}`,
  );
}

function chosenFormat(
  file: SourceFile,
  sample: readonly FileRow[],
  shape: TableShape | undefined,
  { format: name, mapping }: ImportOptions,
) {
  const values = sample.flatMap((row) => ("value" in row ? [row.value] : []));
  if (name !== undefined && mapping === undefined) {
    const format =
      ROW_FORMATS.find((each) => each.name === name) ?? columnsFormat(usualMapping(columnsOf(values.filter(isRecord))));
    const readable = values.filter((value) => "example" in described(() => exampleOfRow(format, value))).length;
    return { format, confidence: sample.length === 0 ? 0 : readable / sample.length, why: "given by hand" };
  }
  const detected = detectFormat(values, mapping) ?? detectFormat(values, pairMapping(shape?.columns ?? []));
  if (detected?.rivals) throw ambiguous(file, detected, detected.rivals);
  if (detected) {
    // Rows that are broken already count against it.
    const confidence = sample.length === 0 ? 0 : (detected.confidence * values.length) / sample.length;
    return { ...detected, confidence };
  }
  const [first] = sample;
  if (first === undefined) {
    throw new UserError("import/no-data", `${file.path} has no rows`, "Name a file with at least one row.");
  }
  const found =
    "value" in first
      ? foundColumns(first.value)
      : `line ${first.line}: ${first.problem.found}, expected ${first.problem.expected}`;
  throw new UserError(
    "import/unknown-format",
    `cannot tell which columns of ${file.path} to learn from; found ${found}`,
    "Map them, for example --map question=TITLE,answer=BODY, or name the format with --format.",
  );
}

function ambiguous(
  file: SourceFile,
  { format, why }: DetectedFormat,
  rivals: NonNullable<DetectedFormat["rivals"]>,
): UserError {
  const names = [format.name, ...rivals.map(({ name }) => name)];
  const others = rivals.map((rival) => `as ${rival.name} (${rival.why})`).join(" or ");
  return new UserError(
    "import/ambiguous",
    `the rows of ${file.path} can be read as ${format.name} (${why}) or ${others}, and what is learned would differ`,
    `Say which is meant: ${names.map((name) => `--format ${name}`).join(" or ")}; --preview then shows the first rows.`,
  );
}

const NAMED_COLUMNS = 20;

function foundColumns(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "rows that are no objects";
  return `the columns ${shownColumns(Object.keys(value))}`;
}

const shownColumns = (names: readonly string[]): string => names.slice(0, NAMED_COLUMNS).join(", ") || "none";
