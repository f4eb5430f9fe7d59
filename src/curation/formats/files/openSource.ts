import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { extname } from "node:path";
import { UserError } from "../../../base/errors.ts";
import type { ColumnMapping } from "../rows/columns.ts";
import { shown } from "../mismatch.ts";
import { asText, asUtf8, encodingOf } from "./encoding.ts";
import type { FileRow, RowBounds } from "./fileRow.ts";
import { jsonArrayRows } from "./jsonArrayRows.ts";
import { jsonlRows } from "./jsonlRows.ts";
import { tableRows } from "./tableRows.ts";
import { areNames } from "./headerRow.ts";
import { type TableShape, tableShapeOf } from "./tableShape.ts";
import { documentRows, paragraphRows } from "./textRows.ts";

/** How rows lie in a file. */
export type Container = "jsonl" | "json" | "table" | "text";

export interface SourceOptions {
  /** Defaults to what name and content say. */
  readonly container?: Container;
  /** As `encodingNamed` gives it. Defaults to what the content says. */
  readonly encoding?: string;
  readonly mapping?: ColumnMapping;
  /** Whether the first row of a table names its columns. Defaults to what it looks like. */
  readonly hasHeader?: boolean;
  /** What is one example of a plain text. Defaults to "document". */
  readonly per?: "document" | "paragraph";
}

/** A file whose layout is known; its rows can be read as often as one likes. */
export interface OpenedSource {
  readonly container: Container;
  readonly encoding: string;
  /** Of a table. */
  readonly shape?: TableShape;
  /** @param onBytes told how many bytes have been read so far. */
  readonly rows: (signal?: AbortSignal, onBytes?: (doneBytes: number) => void) => AsyncGenerator<FileRow>;
}

const HEAD_BYTES = 256 * 1024;

/** @throws UserError `import/binary`, `import/unknown-file`. */
export async function openSource(path: string, options: SourceOptions, bounds: RowBounds): Promise<OpenedSource> {
  const { head, isWhole } = await headOf(path);
  const encoding = options.encoding ?? encodingOf(head);
  requireText(path, head, encoding);
  const text = await textOf(head, encoding);
  const container = options.container ?? containerOf(path, text);
  const bytes = async function* (signal?: AbortSignal, onBytes?: (doneBytes: number) => void) {
    let doneBytes = 0;
    for await (const chunk of createReadStream(path, signal ? { signal } : {}) as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      yield chunk;
      doneBytes += chunk.length;
      onBytes?.(doneBytes);
    }
  };
  switch (container) {
    case "jsonl":
      return { container, encoding, rows: (...args) => jsonlRows(asUtf8(bytes(...args), encoding), bounds) };
    case "json":
      return { container, encoding, rows: (...args) => jsonArrayRows(asUtf8(bytes(...args), encoding), bounds) };
    case "text":
      return {
        container,
        encoding,
        rows: (...args) =>
          options.per === "paragraph"
            ? paragraphRows(asUtf8(bytes(...args), encoding), bounds)
            : documentRows(bytes(...args), encoding, bounds),
      };
    case "table": {
      // A row that the head cuts would look too narrow.
      const whole = isWhole ? text : text.slice(0, text.lastIndexOf("\n") + 1) || text;
      const { mapping, hasHeader } = options;
      const shape = tableShapeOf(whole, {
        prefersTab: /\.(?:tsv|tab)$/i.test(path),
        ...(mapping && { mapping }),
        ...(hasHeader !== undefined && { hasHeader }),
      });
      if (shape === undefined) return { container, encoding, rows: none };
      if (!areNames(shape.columns)) throw noNames(path, shape.columns);
      return {
        container,
        encoding,
        shape,
        rows: (...args) => tableRows(asText(bytes(...args), encoding), shape, bounds),
      };
    }
  }
}

async function* none(): AsyncGenerator<FileRow> {
  yield* [];
}

async function headOf(path: string): Promise<{ head: Uint8Array; isWhole: boolean }> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return { head: buffer.subarray(0, bytesRead), isWhole: bytesRead < HEAD_BYTES };
  } finally {
    await file.close();
  }
}

/** Of the head alone: what is cut or broken at its end is not looked at. */
async function textOf(head: Uint8Array, encoding: string): Promise<string> {
  const pieces = async function* () {
    yield await Promise.resolve(head);
  };
  let text = "";
  try {
    for await (const piece of asText(pieces(), encoding)) text += piece;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return text;
}

/** What is known by its first bytes, and how to come from there to rows. */
const BINARY: readonly (readonly [magic: string, name: string, hint: string])[] = [
  ["PAR1", "a Parquet file", "Write it as JSONL first; on the Hugging Face Hub, the dataset's viewer exports JSON."],
  ["\x1f\x8b", "a gzip file", "Unpack it first: gunzip."],
  ["PK\x03\x04", "a zip file or a spreadsheet", "Unpack it, or save the table as CSV, first."],
  ["ARROW1", "an Arrow file", "Write it as JSONL first."],
];

function requireText(path: string, head: Uint8Array, encoding: string): void {
  const start = Buffer.from(head.subarray(0, 8)).toString("latin1");
  const known = BINARY.find(([magic]) => start.startsWith(magic));
  const isBinary = !encoding.startsWith("utf-16") && head.includes(0);
  if (!known && !isBinary) return;
  const [, name = "a binary file", hint = "Name a file of text: JSONL, JSON, CSV, TSV or plain text."] = known ?? [];
  throw new UserError("import/binary", `${path} is ${name}, which has no rows of text`, hint);
}

function containerOf(path: string, head: string): Container {
  const start = head.trimStart();
  switch (extname(path).toLowerCase()) {
    case ".jsonl":
    case ".ndjson":
      return "jsonl";
    case ".csv":
    case ".tsv":
    case ".tab":
      return "table";
    case ".txt":
    case ".text":
    case ".md":
    case ".rst":
      return "text";
    case ".json":
      // Many a .json holds a row a line; one object over many lines holds rows somewhere inside, if at all.
      if (start.startsWith("{") && !isWholeObject(start.split("\n", 1)[0] ?? "")) throw noArray(path);
      return start.startsWith("{") ? "jsonl" : "json";
    default:
      if (start.startsWith("[")) return "json";
      if (start.startsWith("{")) return "jsonl";
      throw new UserError(
        "import/unknown-file",
        `cannot tell from its name or its beginning what ${path} is`,
        "Say what it is: --as jsonl, json, table or text.",
      );
  }
}

function isWholeObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}

const noNames = (path: string, names: readonly string[]) =>
  new UserError(
    "import/header",
    `the first row of ${path} is no header: it leaves a column without a name or names two alike (${shown(names.join(", "))})`,
    "Mend its names, or take it as a row with --no-header.",
  );

const noArray = (path: string) =>
  new UserError(
    "import/unknown-file",
    `${path} is one JSON object, expected an array of rows or one row a line`,
    "Take the array of rows out of the object, for example with jq '.data', and import that.",
  );
