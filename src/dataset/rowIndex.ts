import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import * as z from "zod";
import { UserError } from "../base/errors.ts";
import type { Example, Split } from "../core/example.ts";
import { contentOf, textsOf } from "../core/exampleText.ts";
import { contentHash } from "../curation/exampleId.ts";
import type { Card } from "../curation/yield/card.ts";
import { beginWrite, errorCode } from "../storage/atomicWrite.ts";

/** What of a row is looked at without its texts. */
export interface RowLabels {
  readonly id: string;
  readonly kind: string;
  readonly split: Split | undefined;
  readonly cluster: string | undefined;
  readonly path: string | undefined;
  /** 0 where there is no source. */
  readonly startLine: number;
  /** Characters of all texts. */
  readonly length: number;
  readonly isProposed: boolean;
}

/** All that a build must know of a row that it does not change. */
export interface IndexedRow extends RowLabels {
  /** `contentHash` of what the row says. */
  readonly contentHash: string;
}

export const labelledRow = (example: Example): RowLabels => ({
  id: example.id,
  kind: example.kind,
  split: example.split,
  cluster: example.cluster,
  path: example.source?.path,
  startLine: example.source?.startLine ?? 0,
  length: textsOf(example).reduce((sum, text) => sum + text.length, 0),
  isProposed: example.source?.hash !== undefined,
});

export const indexedRow = (example: Example): IndexedRow => ({
  ...labelledRow(example),
  contentHash: contentHash(contentOf(example)),
});

export const indexedCard = ({ id, kind, split, cluster, source, length, contentHash: hash }: Card): IndexedRow => ({
  id,
  kind,
  split,
  cluster,
  path: source.path,
  startLine: source.startLine,
  length,
  isProposed: true,
  contentHash: hash,
});

/** Raise it with every change of what a column holds, or of how rows are written. */
const VERSION = 1;

/**
 * Writes what tells the rows of an examples' file apart, so that who reads the file next need not parse it. It is a
 * cache: it counts only for these very bytes, written as `rowOf` writes them, and where it cannot be written, since there
 * is no room or something lies in its place, nobody is kept from anything.
 */
export async function writeRowIndex(path: string, rows: readonly IndexedRow[], examples: Uint8Array): Promise<void> {
  const columns: Columns = {
    ids: rows.map(({ id }) => id),
    kinds: rows.map(({ kind }) => kind),
    splits: rows.map(({ split }) => split ?? null),
    clusters: rows.map(({ cluster }) => cluster ?? null),
    paths: rows.map(({ path: own }) => own ?? null),
    startLines: rows.map(({ startLine }) => startLine),
    lengths: rows.map(({ length }) => length),
    proposed: rows.map((row) => (row.isProposed ? 1 : 0)),
    hashes: rows.map((row) => row.contentHash),
  };
  const body = JSON.stringify(columns);
  const head = JSON.stringify({ version: VERSION, of: hashOf(examples), checksum: crc32(body) });
  try {
    await (
      await beginWrite(path, `${head}\n${body}\n`, { isFlushed: false })
    ).finished;
  } catch (error) {
    if (!isOfTheDisk(error)) throw error;
  }
}

/** As `parseRowIndex`, of the index that `read` gives; one that is there and cannot be read is as good as none. */
export async function readRowIndex(
  read: () => Promise<Buffer>,
  examples: Uint8Array,
): Promise<readonly IndexedRow[] | undefined> {
  try {
    return parseRowIndex(await read(), examples);
  } catch (error) {
    if (!isOfTheDisk(error)) throw error;
    return undefined;
  }
}

/** Anything else is a bug, and must be heard of. */
const isOfTheDisk = (error: unknown): boolean => error instanceof UserError || errorCode(error) !== undefined;

/** The rows of these examples, in their order; undefined where nothing sound is known of them. */
export function parseRowIndex(index: Buffer, examples: Uint8Array): readonly IndexedRow[] | undefined {
  const end = index.indexOf(0x0a);
  if (end < 0) return undefined;
  const head = headSchema.safeParse(parsed(index.toString("utf8", 0, end)));
  if (!head.success || head.data.version !== VERSION || head.data.of !== hashOf(examples)) return undefined;
  const body = index.subarray(end + 1, index.length - 1);
  if (crc32(body) !== head.data.checksum) return undefined;
  const { ids, ...columns } = JSON.parse(body.toString()) as Columns;
  return ids.map((id, row): IndexedRow => ({
    id,
    kind: columns.kinds[row] ?? "",
    split: columns.splits[row] ?? undefined,
    cluster: columns.clusters[row] ?? undefined,
    path: columns.paths[row] ?? undefined,
    startLine: columns.startLines[row] ?? 0,
    length: columns.lengths[row] ?? 0,
    isProposed: columns.proposed[row] === 1,
    contentHash: columns.hashes[row] ?? "",
  }));
}

const headSchema = z.object({ version: z.int(), of: z.string(), checksum: z.int() });

interface Columns {
  readonly ids: readonly string[];
  readonly kinds: readonly string[];
  readonly splits: readonly (Split | null)[];
  readonly clusters: readonly (string | null)[];
  readonly paths: readonly (string | null)[];
  readonly startLines: readonly number[];
  readonly lengths: readonly number[];
  readonly proposed: readonly number[];
  readonly hashes: readonly string[];
}

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
