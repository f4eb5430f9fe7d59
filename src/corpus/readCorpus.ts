import type { ChunkedFile, FileContents, SkippedPath } from "../core/chunk.ts";
import { readCode } from "./code/readCode.ts";
import { readMarkdown } from "./documents/readMarkdown.ts";
import { discover, type DiscoverOptions, type FoundFile } from "./discover.ts";
import { readText } from "./readText.ts";

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
      ...(await contentsOf(file, read.text)),
    });
  }
  skipped.sort((left, right) => (left.path < right.path ? -1 : 1));
  return { files, skipped };
}

/** Chunks, passages and references of a file that is read already. */
export async function contentsOf(
  { path, language }: Pick<FoundFile, "path" | "language">,
  text: string,
): Promise<FileContents> {
  return "grammar" in language ? readCode(path, text, language.grammar) : readMarkdown(path, text);
}
