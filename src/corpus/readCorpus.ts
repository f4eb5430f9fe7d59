import type { ChunkedFile, FileOutcome, SkippedPath } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { chunkFile } from "./chunkFile.ts";
import { discover, type DiscoverOptions } from "./discover.ts";

export interface Corpus {
  /** In the order of their paths. */
  readonly files: readonly ChunkedFile[];
  /** In the order of their paths. */
  readonly skipped: readonly SkippedPath[];
}

/** What is being read: `done` of `total` files. */
export interface CorpusProgress {
  readonly done: number;
  readonly total: number;
  readonly path: string;
}

/** Reads files, one outcome each, in their order. */
export type Harvest = (files: readonly FoundFile[], signal?: AbortSignal) => AsyncIterable<FileOutcome>;

/**
 * Finds the files of a folder and cuts them into chunks.
 *
 * @param harvest how they are read. Defaults to one by one in this process, where a file that cannot be read in
 * reasonable time or memory stops everything; `harvestFiles` of src/app reads in processes that can be ended.
 * @throws as `discover` and `harvest`; the signal's reason.
 */
export async function readCorpus(
  options: DiscoverOptions,
  onProgress?: (progress: CorpusProgress) => void,
  signal?: AbortSignal,
  harvest: Harvest = inThisProcess,
): Promise<Corpus> {
  const found = await discover(options, signal);
  const total = found.files.length;
  const files: ChunkedFile[] = [];
  const skipped = [...found.skipped];
  const report = (done: number): void => {
    const path = found.files[done]?.path;
    if (path !== undefined) onProgress?.({ done, total, path });
  };
  report(0);
  let done = 0;
  for await (const result of harvest(found.files, signal)) {
    if (result.outcome === "read") files.push(result.file);
    else skipped.push({ path: result.path, reason: result.reason });
    report(++done);
  }
  skipped.sort((left, right) => (left.path < right.path ? -1 : 1));
  return { files, skipped };
}

async function* inThisProcess(files: readonly FoundFile[], signal?: AbortSignal): AsyncGenerator<FileOutcome> {
  for (const file of files) {
    signal?.throwIfAborted();
    yield await chunkFile(file, signal);
  }
}
