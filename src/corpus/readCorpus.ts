import type { ChunkedFile, SkippedPath } from "../core/chunk.ts";
import { chunkCode } from "./code/chunkCode.ts";
import { chunkMarkdown } from "./documents/chunkMarkdown.ts";
import { discover, type DiscoverOptions, type FoundFile } from "./discover.ts";
import { readText } from "./readText.ts";
import { textPassages } from "./passages/textPassages.ts";

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

/** Finds the files of a folder and cuts them into chunks. @throws as `discover`; the signal's reason. */
export async function readCorpus(
  options: DiscoverOptions,
  onProgress?: (progress: CorpusProgress) => void,
  signal?: AbortSignal,
): Promise<Corpus> {
  const found = await discover(options, signal);
  const files: ChunkedFile[] = [];
  const skipped = [...found.skipped];
  for (const [done, file] of found.files.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done, total: found.files.length, path: file.path });
    const read = await readText(file.absolutePath, signal);
    if ("reason" in read) {
      skipped.push({ path: file.path, reason: read.reason });
      continue;
    }
    files.push({
      path: file.path,
      language: file.language.name,
      hash: read.hash,
      chunks: await chunksOf(file, read.text),
      passages: textPassages(file.path, read.text),
      references: [],
    });
  }
  skipped.sort((left, right) => (left.path < right.path ? -1 : 1));
  return { files, skipped };
}

async function chunksOf({ path, language }: FoundFile, text: string): Promise<ChunkedFile["chunks"]> {
  return "grammar" in language ? chunkCode(path, text, language.grammar) : chunkMarkdown(path, text);
}
