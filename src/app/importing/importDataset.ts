import { UserError } from "../../base/errors.ts";
import type { Example } from "../../core/example.ts";
import type { BrokenRow } from "../../curation/formats/jsonl.ts";
import { ROW_FORMATS } from "../../curation/formats/detectFormat.ts";
import type { RowFormat } from "../../curation/formats/rowFormat.ts";
import type { RowOrigin } from "../../curation/secrets/scanExamples.ts";
import type { Container } from "../../curation/formats/files/openSource.ts";
import { encodingNamed } from "../../curation/formats/files/encoding.ts";
import { type SourceFile, sourceFilesAt } from "../../curation/formats/files/sourceFiles.ts";
import { columnsFormat } from "../../curation/formats/rows/columns.ts";
import { idFinder } from "./addExamples.ts";
import { type ImportOptions, planFile, type PlannedFile, type ReadingPlan } from "../../curation/formats/importRows.ts";

export type { ColumnMapping } from "../../curation/formats/rows/columns.ts";
export { parseMapping } from "../../curation/formats/rows/columns.ts";
export type { ReadingPlan } from "../../curation/formats/importRows.ts";

/** Name and description of every format that rows are recognised by. */
export const importFormats: readonly Pick<RowFormat, "name" | "description">[] = [...ROW_FORMATS, columnsFormat({})];
export const importContainers: readonly Container[] = ["jsonl", "json", "table", "text"];

export interface ImportRequest extends ImportOptions {
  /** A file, or a folder of files. */
  readonly path: string;
  /** "fail" throws at the first broken row; "skip" takes the good rows and lists the broken. Defaults to "fail". */
  readonly onBroken?: "fail" | "skip";
  /** More are refused. Defaults to one million. */
  readonly maxRows?: number;
}

export interface ImportProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** The file being read, by its name. */
  readonly name: string;
}

export interface ImportedFile extends ReadingPlan {
  readonly exampleCount: number;
  readonly brokenCount: number;
}

/** A broken row of one of several files. */
export interface BrokenImportRow extends BrokenRow {
  readonly file: string;
  /** 0-based, of an element of a JSON array. */
  readonly index?: number;
}

export interface ImportedDataset {
  readonly examples: readonly Example[];
  /** Where each example was read, by its id; the path is the file's name. */
  readonly origins: ReadonlyMap<string, RowOrigin>;
  readonly files: readonly ImportedFile[];
  /** Files of the folder that are no data. */
  readonly passedOver: readonly string[];
  /** The first thousand. */
  readonly broken: readonly BrokenImportRow[];
  readonly brokenCount: number;
  /** Rows whose id an earlier row has for something else: they got another. */
  readonly renamedCount: number;
}

export interface ImportPreview {
  readonly files: readonly ReadingPlan[];
  readonly passedOver: readonly string[];
  /** The first rows as they would be read, with those that cannot. */
  readonly rows: readonly ({ readonly file: string; readonly line: number; readonly index?: number } & (
    { readonly example: Example } | { readonly found: string; readonly expected: string }
  ))[];
}

const DEFAULT_MAX_ROWS = 1_000_000;
const MAX_LISTED = 1000;

/**
 * Shows how a file or folder would be read: what was detected and why, and the first rows of the first files.
 *
 * @throws UserError `import/…`.
 */
export async function previewImport(
  request: ImportRequest,
  rowCount: number,
  signal?: AbortSignal,
): Promise<ImportPreview> {
  const { files, passedOver } = await sourceFilesAt(request.path);
  const plans: ReadingPlan[] = [];
  const rows: ImportPreview["rows"][number][] = [];
  for (const file of files) {
    const planned = await planOf(file, request, signal);
    plans.push(planned.plan);
    if (rows.length >= rowCount) continue;
    for await (const row of planned.rows(signal)) {
      rows.push({ file: file.name, ...row });
      if (rows.length >= rowCount) break;
    }
  }
  return { files: plans, passedOver, rows };
}

/**
 * Reads a file or folder of another tool, a row at a time. Ids are made unique; splits come from the rows, else from the
 * names of the files.
 *
 * @throws UserError `import/…`, also where every row is broken, and `dataset/broken-row` unless broken rows are skipped;
 * the signal's reason.
 */
export async function importDataset(
  request: ImportRequest,
  onProgress?: (progress: ImportProgress) => void,
  signal?: AbortSignal,
): Promise<ImportedDataset> {
  const { onBroken = "fail", maxRows = DEFAULT_MAX_ROWS } = request;
  const { files, passedOver } = await sourceFilesAt(request.path);
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const ids = new Set<string>();
  const freeId = idFinder(ids);
  const examples: Example[] = [];
  const origins = new Map<string, RowOrigin>();
  const imported: ImportedFile[] = [];
  const broken: BrokenImportRow[] = [];
  let [brokenCount, renamedCount, earlierBytes] = [0, 0, 0];
  for (const file of files) {
    const { plan, rows } = await planOf(file, request, signal);
    const before = { examples: examples.length, broken: brokenCount };
    const tell = (doneBytes: number) =>
      onProgress?.({ doneBytes: earlierBytes + doneBytes, totalBytes, name: file.name });
    for await (const row of rows(signal, tell)) {
      if ("example" in row) {
        if (examples.length >= maxRows) throw tooManyRows(request.path, maxRows);
        const { id } = row.example;
        const isTaken = ids.has(id);
        if (isTaken) renamedCount += 1;
        const example = isTaken ? { ...row.example, id: freeId(id) } : row.example;
        examples.push(example);
        ids.add(example.id);
        origins.set(example.id, { path: file.name, line: row.line });
        continue;
      }
      const problem = { file: file.name, ...row };
      if (onBroken === "fail") throw brokenRow(file.path, problem);
      brokenCount += 1;
      if (broken.length < MAX_LISTED) broken.push(problem);
    }
    earlierBytes += file.sizeBytes;
    imported.push({
      ...plan,
      exampleCount: examples.length - before.examples,
      brokenCount: brokenCount - before.broken,
    });
  }
  const [first] = broken;
  if (examples.length === 0 && first) throw noneReadable(request.path, brokenCount, first);
  return { examples, origins, files: imported, passedOver, broken, brokenCount, renamedCount };
}

async function planOf(file: SourceFile, request: ImportRequest, signal: AbortSignal | undefined): Promise<PlannedFile> {
  const { encoding, ...options } = request;
  return planFile(file, { ...options, ...(encoding !== undefined && { encoding: encodingNamed(encoding) }) }, signal);
}

/** `line 3`, and of a JSON array the element too: an array may be one line. */
export const rowPlace = ({ line, index }: Pick<BrokenImportRow, "line" | "index">): string =>
  `line ${line}${index === undefined ? "" : ` (element ${index})`}`;

function brokenRow(path: string, { found, expected, ...place }: BrokenImportRow): UserError {
  return new UserError(
    "dataset/broken-row",
    `${path} ${rowPlace(place)}: found ${found}, expected ${expected}`,
    "Mend the row or remove it, or take only the good rows with --skip-broken.",
  );
}

const noneReadable = (path: string, count: number, { file, found, expected, ...place }: BrokenImportRow) =>
  new UserError(
    "import/no-data",
    `none of the ${count} rows of ${path} can be read; the first, ${file} ${rowPlace(place)}: found ${found}, expected ${expected}`,
    "See with --preview how it is read; say otherwise with --format or --map.",
  );

const tooManyRows = (path: string, maxRows: number) =>
  new UserError(
    "import/too-many-rows",
    `${path} has more than ${maxRows} rows`,
    "Use a part of it: a small model learns little from more.",
  );
