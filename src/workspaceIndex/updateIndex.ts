import { stat } from "node:fs/promises";
import type { SkippedPath } from "../core/chunk.ts";
import type { IndexProgress, IndexUpdate } from "../core/search.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { discover } from "../corpus/discover.ts";
import type { IndexableFile } from "../retrieval/buildSegment.ts";
import { lockIndex } from "./indexLock.ts";
import { IndexWriter } from "./indexWriter.ts";
import { openIndex, type OpenIndex, type OpenSegment } from "./openIndex.ts";
import { readIndexable } from "./readIndexable.ts";
import { readSkipped, writeSkipped } from "./skippedFiles.ts";
import { UserError } from "../base/errors.ts";

export interface UpdateOptions {
  /** Absolute folder whose files are indexed. */
  readonly root: string;
  readonly indexFolder: string;
  /** Segments that are open already, which saves reading them. Defaults to none. */
  readonly known?: readonly OpenSegment[];
}

/** A batch is written when it holds so many passages, … */
const BATCH_PASSAGES = 4096;
/** … or after so long: what is read becomes searchable, and a kill costs no more. */
const BATCH_MS = 3000;

/**
 * Brings the index up to date with the files of a folder: those whose size and time are as they were are left alone,
 * others are read, and indexed when their content is new; files that are gone go. Work is committed in batches, so an
 * interrupted update goes on where it stopped, and what is indexed can be searched meanwhile. When the signal aborts,
 * what is read so far is still committed.
 *
 * @throws UserError `index/locked`, `corpus/…`, `storage/…`; the signal's reason.
 */
export async function updateIndex(
  { root, indexFolder, known = [] }: UpdateOptions,
  onProgress: (progress: IndexProgress) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<IndexUpdate> {
  const startedAt = performance.now();
  const lost = new AbortController();
  const lock = await lockIndex(indexFolder, (reason) => lost.abort(reason));
  try {
    const { opened, remarks } = await openOrBeginAnew(indexFolder, known);
    const writer = new IndexWriter(indexFolder, opened);
    onProgress({ phase: "discover" });
    const { files, skipped } = await discover({ root }, signal);
    const stop = AbortSignal.any([signal, lost.signal]);
    const update = await readAll(files, skipped, { writer, indexFolder, onProgress, signal: stop });
    await writer.compact(stop);
    await writer.commit(true);
    await writer.removeLeftovers();
    return { ...update, remarks, tookMs: performance.now() - startedAt };
  } finally {
    // A lock that was lost is not ours to release.
    if (!lost.signal.aborted) await lock.release();
  }
}

interface Updating {
  readonly writer: IndexWriter;
  readonly indexFolder: string;
  readonly onProgress: (progress: IndexProgress) => void;
  readonly signal: AbortSignal;
}

async function readAll(
  files: readonly FoundFile[],
  skipped: readonly SkippedPath[],
  { writer, indexFolder, onProgress, signal }: Updating,
): Promise<Omit<IndexUpdate, "tookMs" | "remarks">> {
  const found = new Set(files.map(({ path }) => path));
  const gone = [...writer.files.keys()].filter((path) => !found.has(path));
  for (const path of gone) writer.remove(path);

  const earlier = new Map((await readSkipped(indexFolder)).map(({ path, reason }) => [path, reason]));
  const reasons = [...skipped];
  let batch: IndexableFile[] = [];
  let batchPassages = 0;
  let batchSince = performance.now();
  let [indexedFiles, indexedPassages, unchangedFiles] = [0, 0, 0];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await writer.add(batch);
    await writer.commit(false);
    [batch, batchPassages, batchSince] = [[], 0, performance.now()];
  };
  try {
    for (const [done, file] of files.entries()) {
      signal.throwIfAborted();
      onProgress({ phase: "read", done, total: files.length, path: file.path });
      const place = writer.files.get(file.path)?.file;
      if (place !== undefined && (await isUntouched(file, place))) {
        const reason = earlier.get(file.path);
        if (reason !== undefined) reasons.push({ path: file.path, reason });
        unchangedFiles++;
        continue;
      }
      const read = await readIndexable(file, place?.sha256, signal);
      if (read.kind === "same") {
        writer.touch(file.path, read.modifiedMs);
        unchangedFiles++;
        continue;
      }
      if (read.reason !== undefined) reasons.push({ path: file.path, reason: read.reason });
      const { passages } = read.indexable;
      const isFull = batchPassages + passages.length > BATCH_PASSAGES || performance.now() - batchSince > BATCH_MS;
      if (isFull) await flush();
      batch.push(read.indexable);
      batchPassages += passages.length;
      indexedFiles++;
      indexedPassages += passages.length;
    }
  } finally {
    await flush();
  }
  onProgress({ phase: "read", done: files.length, total: files.length, path: "" });
  await writeSkipped(indexFolder, reasons.sort(byPath));
  return { indexedFiles, indexedPassages, unchangedFiles, removedFiles: gone.length };
}

async function isUntouched(
  file: FoundFile,
  known: { readonly sizeBytes: number; readonly modifiedMs: number },
): Promise<boolean> {
  if (file.sizeBytes !== known.sizeBytes) return false;
  // A file that cannot be asked is read, and the reading says what is wrong.
  return stat(file.absolutePath).then(
    ({ mtimeMs }) => mtimeMs === known.modifiedMs,
    () => false,
  );
}

/** A damaged index costs the work to make it again, and a remark; nothing else depends on it. */
async function openOrBeginAnew(
  indexFolder: string,
  known: readonly OpenSegment[],
): Promise<{ opened: OpenIndex | undefined; remarks: readonly string[] }> {
  try {
    const opened = await openIndex(indexFolder, known);
    return { opened, remarks: (opened?.remarks ?? []).map(rebuilt) };
  } catch (error) {
    if (!(error instanceof UserError && error.code === "index/damaged")) throw error;
    return { opened: undefined, remarks: [rebuilt(error.message)] };
  }
}

const rebuilt = (reason: string) => `${reason}; what it held was indexed again`;
const byPath = (a: SkippedPath, b: SkippedPath) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
