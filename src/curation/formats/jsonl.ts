import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { messageOf, UserError } from "../../base/errors.ts";
import { systemReason } from "../../base/systemReason.ts";
import type { Example, ExampleContent, ExampleLabel } from "../../core/example.ts";
import { contentOf } from "../../core/exampleText.ts";
import { linesOf } from "./lines.ts";
import { parseRow } from "./parseRow.ts";
import { writePieces } from "./writePieces.ts";

export interface BrokenRow {
  /** 1-based. */
  readonly line: number;
  readonly found: string;
  readonly expected: string;
}

export interface ReadOptions {
  /** "fail" throws at the first broken row; "skip" takes the good rows and lists the broken. Defaults to "fail". */
  readonly onBroken?: "fail" | "skip";
  /** Longer lines are broken rows. Defaults to 4 MiB. */
  readonly maxLineBytes?: number;
  /** A file with more rows is refused. Defaults to one million. */
  readonly maxRows?: number;
}

export interface ReadDataset {
  readonly examples: readonly Example[];
  /** Empty unless broken rows are skipped; the first thousand of them. */
  readonly broken: readonly BrokenRow[];
  readonly brokenCount: number;
}

const DEFAULT_MAX_LINE_BYTES = 4 * 1024 * 1024;
const DEFAULT_MAX_ROWS = 1_000_000;
const MAX_LISTED = 1000;

export interface NumberedExample {
  /** 1-based. */
  readonly line: number;
  readonly example: Example;
}

/** A dataset with the line of every example. */
export interface NumberedDataset extends Omit<ReadDataset, "examples"> {
  readonly rows: readonly NumberedExample[];
}

/**
 * Reads a dataset line by line. Empty lines count for line numbers only.
 *
 * @throws UserError `dataset/unreadable`, `dataset/broken-row`, `dataset/too-many-rows`; the signal's reason.
 */
export async function readExamples(
  path: string,
  options: ReadOptions = {},
  signal?: AbortSignal,
): Promise<ReadDataset> {
  const { rows, ...broken } = await readNumberedExamples(path, options, signal);
  return { examples: rows.map(({ example }) => example), ...broken };
}

/** As `readExamples`, with line numbers. */
export async function readNumberedExamples(
  path: string,
  options: ReadOptions = {},
  signal?: AbortSignal,
): Promise<NumberedDataset> {
  const { onBroken = "fail", maxLineBytes = DEFAULT_MAX_LINE_BYTES, maxRows = DEFAULT_MAX_ROWS } = options;
  const rows: NumberedExample[] = [];
  const broken: BrokenRow[] = [];
  let brokenCount = 0;
  for await (const { number, text, problem } of linesOf(bytesOf(path, signal), maxLineBytes)) {
    signal?.throwIfAborted();
    if (text?.trim() === "") continue;
    const row = problem ?? parseRow(text ?? "");
    if ("example" in row) {
      if (rows.length >= maxRows) throw tooManyRows(path, maxRows);
      rows.push({ line: number, example: row.example });
    } else {
      if (onBroken === "fail") throw brokenRow(path, { line: number, ...row });
      brokenCount += 1;
      if (broken.length < MAX_LISTED) broken.push({ line: number, ...row });
    }
  }
  return { rows, broken, brokenCount };
}

/** Writes a dataset, one example a line, to a temporary file that then takes the place of `path`. Makes its folder. */
export async function writeExamples(path: string, examples: Iterable<Example>, signal?: AbortSignal): Promise<void> {
  await writePieces(path, mapped(examples, rowOf), signal);
}

function* mapped(examples: Iterable<Example>, row: (example: Example) => string): Generator<string> {
  for (const example of examples) yield row(example);
}

/** SHA-256, as hexadecimal, of the very bytes `writeExamples` writes: what `sha256sum` says of the file. */
export function hashOfExamples(examples: Iterable<Example>): string {
  const hash = createHash("sha256");
  for (const example of examples) hash.update(rowOf(example));
  return hash.digest("hex");
}

/**
 * What follows `rowStart` in the row of the same example. Id, kind, split and cluster stand first, so that a row with
 * another split is made without its texts being looked at.
 */
export const rowRest = ({ split: _, cluster: __, ...example }: Example): string =>
  rowOf(example).slice(rowStart({ id: example.id, kind: example.kind }).length);

/** The beginning of a row, up to what an example says. */
export const rowStart = ({ id, kind, split, cluster }: Omit<ExampleLabel, "source">): string =>
  `{"id":${quoted(id)},"kind":${quoted(kind)}` +
  (split === undefined ? "" : `,"split":${quoted(split)}`) +
  (cluster === undefined ? "" : `,"cluster":${quoted(cluster)}`);

/** In all but a few, nothing must be escaped. */
const quoted = (text: string): string => (/^[\w .:/-]*$/.test(text) ? `"${text}"` : JSON.stringify(text));

/** An example as a line: always the same keys in the same order. Its form shows in its keys. */
export function rowOf(example: Example): string {
  const { id, kind, split, cluster, source, ownSplit, extra } = example;
  const row = {
    id,
    kind,
    split,
    cluster,
    ...keysOf(contentOf(example)),
    source: source && {
      path: source.path,
      startLine: source.startLine,
      endLine: source.endLine,
      title: source.title,
      hash: source.hash,
    },
    ownSplit,
    extra,
  };
  return `${JSON.stringify(row)}\n`;
}

const keysOf = (content: ExampleContent): object => ({ ...content, form: undefined });

async function* bytesOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, signal ? { signal } : {}) as AsyncIterable<Uint8Array>;
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(
      "dataset/unreadable",
      `cannot read the dataset ${path}: ${systemReason(error) ?? messageOf(error)}`,
      "Give the path of a .jsonl file.",
    );
  }
}

function brokenRow(path: string, { line, found, expected }: BrokenRow): UserError {
  return new UserError(
    "dataset/broken-row",
    `${path} line ${line}: found ${found}, expected ${expected}`,
    "Mend the line or remove it, or take only the good rows.",
  );
}

function tooManyRows(path: string, maxRows: number): UserError {
  return new UserError(
    "dataset/too-many-rows",
    `${path} has more than ${maxRows} rows`,
    "Use a part of it: a small model learns little from more.",
  );
}
