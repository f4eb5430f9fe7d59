import type { ChunkedFile, FileOutcome, SkippedPath } from "../../src/core/chunk.ts";
import type { FoundFile } from "../../src/core/foundFile.ts";
import { chunkFile } from "../../src/corpus/chunkFile.ts";
import { discover, type DiscoverOptions } from "../../src/corpus/discover.ts";

/** The files of a folder in chunks, in the order of their paths. `harvest` defaults to one by one in this process. */
export async function readCorpus(
  options: DiscoverOptions,
  harvest: (files: readonly FoundFile[]) => AsyncIterable<FileOutcome> = inThisProcess,
): Promise<{ readonly files: readonly ChunkedFile[]; readonly skipped: readonly SkippedPath[] }> {
  const found = await discover(options);
  const files: ChunkedFile[] = [];
  const skipped = [...found.skipped];
  for await (const result of harvest(found.files)) {
    if (result.outcome === "read") files.push(result.file);
    else skipped.push({ path: result.path, reason: result.reason });
  }
  return { files, skipped: skipped.sort((left, right) => (left.path < right.path ? -1 : 1)) };
}

async function* inThisProcess(files: readonly FoundFile[]): AsyncGenerator<FileOutcome> {
  for (const file of files) yield await chunkFile(file);
}
