import type { SkippedPath } from "../core/chunk.ts";
import type { IndexProgress, IndexUpdate } from "../core/search.ts";
import type { IndexableFile } from "../retrieval/buildSegment.ts";
import { type EmbeddingChoice, vectorModelOf } from "../core/embedding.ts";
import type { Embedding } from "../retrieval/vectors/embedding.ts";
import { lockIndex } from "./indexLock.ts";
import { DEFAULT_MAX_INDEX_BYTES, IndexRoom } from "./indexRoom.ts";
import { IndexWriter } from "./indexWriter.ts";
import type { VectorMaker } from "./storedVectors.ts";
import { readManifest } from "./manifest.ts";
import { linesBelow } from "./segmentVectors.ts";
import { onlyStatic, type OpenEmbedding } from "./staticModel.ts";
import { openIndex, type OpenIndex, type OpenSegment } from "./openIndex.ts";
import { type ReadFiles, readInTurn, type ReadRequest } from "./readFiles.ts";
import { type Survey, surveyFiles } from "./surveyFiles.ts";
import { readSkipped, writeSkipped } from "./skippedFiles.ts";
import { UserError } from "../base/errors.ts";

export interface UpdateOptions {
  /** Absolute folder whose files are indexed. */
  readonly root: string;
  readonly indexFolder: string;
  /** Segments that are open already, which saves reading them. Defaults to none. */
  readonly known?: readonly OpenSegment[];
  /**
   * Only these are looked at, relative to the root with forward slashes: what a watcher saw change. Defaults to all files.
   */
  readonly paths?: readonly string[] | undefined;
  /** How files are read. Defaults to one by one in this thread. */
  readonly readFiles?: ReadFiles;
  /** What makes the vectors from now on. Defaults to what did so far; `"static"` is what comes with the product. */
  readonly embedding?: EmbeddingChoice | "static" | undefined;
  /** Size of the index in bytes, vectors and all, from now on. Defaults to what it was so far, and that to 1 GB. */
  readonly maxBytes?: number | undefined;
  /** Defaults to `onlyStatic`. */
  readonly openEmbedding?: OpenEmbedding;
}

/** A batch is written when it holds so many passages, … */
const BATCH_PASSAGES = 4096;
/** … or after so long: what is read becomes searchable, and a kill costs no more. */
const BATCH_MS = 3000;
/** So few files get their vectors with their terms; of many, the terms come first. */
const EMBEDDED_AT_ONCE = 8;

/**
 * Brings the index up to date with the files of a folder: those whose size and time are as they were are left alone,
 * others are read, and indexed when their content is new; files that are gone go. Work is committed in batches, so an
 * interrupted update goes on where it stopped, and what is indexed can be searched meanwhile. When the signal aborts,
 * what is read so far is still committed.
 *
 * @throws UserError `index/locked`, `corpus/…`, `storage/…`; the signal's reason.
 */
export async function updateIndex(
  {
    root,
    indexFolder,
    known = [],
    paths,
    readFiles = readInTurn,
    embedding: wanted,
    maxBytes,
    openEmbedding = onlyStatic,
  }: UpdateOptions,
  onProgress: (progress: IndexProgress) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<IndexUpdate> {
  const startedAt = performance.now();
  const lost = new AbortController();
  const lock = await lockIndex(indexFolder, (reason) => lost.abort(reason));
  try {
    const { choice, embedding, missing } = await chosenEmbedding(indexFolder, wanted, openEmbedding);
    const { opened, remarks } = await openOrBeginAnew(indexFolder, embedding?.id ?? missing.id, known);
    const limit = maxBytes ?? opened?.manifest.maxBytes ?? DEFAULT_MAX_INDEX_BYTES;
    const writer = new IndexWriter(indexFolder, opened, { embedding: choice, maxBytes: limit });
    const room = new IndexRoom(limit, embedding);
    const maker = embedding && { embedding, linesOf: linesBelow(root) };
    onProgress({ phase: "discover" });
    const survey = await surveyFiles(root, [...writer.files.keys()], paths, signal);
    const stop = AbortSignal.any([signal, lost.signal]);
    // An update of some files says nothing about the others.
    const isComplete = survey.looked === undefined || (opened?.manifest.isComplete ?? false);
    const update = await readAll(survey, {
      writer,
      indexFolder,
      onProgress,
      isComplete,
      maker,
      room,
      readFiles,
      signal: stop,
    });
    // Keyword search works from here on.
    await writer.commit(isComplete);
    await writer.compact(stop);
    await writer.commit(isComplete);
    if (maker !== undefined) {
      await writer.embed(maker, (done, total) => onProgress({ phase: "embed", done, total }), stop);
      await writer.commit(isComplete);
      await writer.removeLeftovers(maker.embedding.id);
    }
    return { ...update, remarks: [...remarks, ...missing.remarks], tookMs: performance.now() - startedAt };
  } finally {
    // A lock that was lost is not ours to release.
    if (!lost.signal.aborted) await lock.release();
  }
}

interface Updating {
  readonly writer: IndexWriter;
  readonly indexFolder: string;
  readonly onProgress: (progress: IndexProgress) => void;
  /** Whether the index is complete once all of the survey is read. */
  readonly isComplete: boolean;
  /** Absent where what makes the vectors is not at hand. */
  readonly maker: VectorMaker | undefined;
  readonly room: IndexRoom;
  readonly readFiles: ReadFiles;
  readonly signal: AbortSignal;
}

async function readAll(
  { files, skipped, gone, looked }: Survey,
  { writer, indexFolder, onProgress, isComplete, maker, room, readFiles, signal }: Updating,
): Promise<Omit<IndexUpdate, "tookMs" | "remarks">> {
  for (const path of gone) writer.remove(path);

  const skippedBefore = await readSkipped(indexFolder);
  const earlier = new Map(skippedBefore.map(({ path, reason }) => [path, reason]));
  const reasons = [...skipped, ...(looked === undefined ? [] : skippedBefore.filter(({ path }) => !looked.has(path)))];
  let batch: IndexableFile[] = [];
  let batchPassages = 0;
  let batchSince = performance.now();
  let [indexedFiles, indexedPassages, unchangedFiles] = [0, 0, 0];
  const flush = async (isLast: boolean): Promise<void> => {
    if (batch.length > 0) await writer.add(batch, indexedFiles <= EMBEDDED_AT_ONCE ? maker : undefined);
    await writer.commit(isLast && isComplete);
    [batch, batchPassages, batchSince] = [[], 0, performance.now()];
  };
  const toRead: ReadRequest[] = [];
  for (const file of files) {
    const known = writer.files.get(file.path)?.file;
    if (known?.sizeBytes !== file.sizeBytes || known.modifiedMs !== file.mtimeMs) {
      toRead.push({ file, knownSha256: known?.sha256 });
      continue;
    }
    const reason = earlier.get(file.path);
    if (reason !== undefined) reasons.push({ path: file.path, reason });
    unchangedFiles++;
  }
  const asked = room.order(toRead, writer.segments);
  let next = 0;
  let done = unchangedFiles;
  let isDone = false;
  const report = (path: string): void => onProgress({ phase: "read", done, total: files.length, path });
  report(asked[0]?.file.path ?? "");
  try {
    for await (const read of readFiles(asked, signal)) {
      // What is indexed already takes the place of what it was.
      const grown = read.kind === "read" ? [...batch, read.indexable] : batch;
      if (asked[next]?.knownSha256 === undefined && room.isFull(writer.segments, grown)) break;
      next++;
      done++;
      if (read.kind === "same") {
        writer.touch(read.path, read.modifiedMs);
        unchangedFiles++;
        continue;
      }
      const { file, passages } = read.indexable;
      report(file.path);
      if (read.reason !== undefined) reasons.push({ path: file.path, reason: read.reason });
      const isFull = batchPassages + passages.length > BATCH_PASSAGES || performance.now() - batchSince > BATCH_MS;
      if (isFull) await flush(false);
      batch.push(read.indexable);
      batchPassages += passages.length;
      // What was left out is remembered all the same.
      if (read.reason === undefined) indexedFiles++;
      indexedPassages += passages.length;
    }
    reasons.push(...asked.slice(next).map(({ file }) => ({ path: file.path, reason: room.reason })));
    isDone = true;
  } finally {
    await flush(isDone);
  }
  report("");
  reasons.sort(byPath);
  if (JSON.stringify(reasons) !== JSON.stringify(skippedBefore)) await writeSkipped(indexFolder, reasons);
  return { indexedFiles, indexedPassages, unchangedFiles, removedFiles: gone.length };
}

interface ChosenEmbedding {
  readonly choice: EmbeddingChoice | undefined;
  /** Absent where what the index has chosen is no longer at hand. */
  readonly embedding: Embedding | undefined;
  readonly missing: { readonly id: string; readonly remarks: readonly string[] };
}

/** What makes the vectors. A choice that is made now must be at hand; one of earlier leaves words to search by. */
async function chosenEmbedding(
  indexFolder: string,
  wanted: EmbeddingChoice | "static" | undefined,
  open: OpenEmbedding,
): Promise<ChosenEmbedding> {
  const before = wanted === undefined ? await earlierChoice(indexFolder) : undefined;
  const choice = wanted === "static" ? undefined : (wanted ?? before);
  try {
    return { choice, embedding: await open(choice), missing: { id: "", remarks: [] } };
  } catch (error) {
    if (!(error instanceof UserError) || before === undefined) throw error;
    const remarks = [`${error.message}. ${error.hint}`];
    return { choice, embedding: undefined, missing: { id: vectorModelOf(before), remarks } };
  }
}

async function earlierChoice(indexFolder: string): Promise<EmbeddingChoice | undefined> {
  try {
    return (await readManifest(indexFolder))?.embedding;
  } catch (error) {
    // A damaged index is made anew, without its choice.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** A damaged index costs the work to make it again, and a remark; nothing else depends on it. */
async function openOrBeginAnew(
  indexFolder: string,
  model: string,
  known: readonly OpenSegment[],
): Promise<{ opened: OpenIndex | undefined; remarks: readonly string[] }> {
  try {
    const opened = await openIndex(indexFolder, () => model, known);
    return { opened, remarks: (opened?.remarks ?? []).map(rebuilt) };
  } catch (error) {
    if (!(error instanceof UserError && error.code === "index/damaged")) throw error;
    return { opened: undefined, remarks: [rebuilt(error.message)] };
  }
}

const rebuilt = (reason: string) => `${reason}; what it held was indexed again`;
const byPath = (a: SkippedPath, b: SkippedPath) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
