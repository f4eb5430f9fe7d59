import type { ChunkedFile } from "../../core/chunk.ts";
import type { Provenance } from "../../core/example.ts";
import type { FoundFile } from "../../core/foundFile.ts";
import { hashOfLines } from "../../core/lineHash.ts";
import { discoverFile } from "../../corpus/discover.ts";
import { citedLines, linesOf, linesWithin } from "../../curation/propose/sourceLines.ts";
import type { FileHarvest } from "../../protocol/corpus.ts";

/** Takes the text out of files that are no text themselves; one result each, in their order. */
export type HarvestFiles = (files: readonly FoundFile[], signal?: AbortSignal) => AsyncIterable<FileHarvest>;

/** The text of the lines that a provenance names; undefined where they are not there as they were. */
export type CitedText = (source: Provenance) => string | undefined;

/**
 * What can be cited of files whose text is read out of them, by path; nothing of those that are not there, that no dataset
 * would be made of, or that cannot be read.
 *
 * @param paths relative to `root`.
 */
export async function readOutTexts(
  root: string,
  paths: readonly string[],
  harvest: HarvestFiles,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, CitedText>> {
  const files: FoundFile[] = [];
  for (const path of paths) {
    signal?.throwIfAborted();
    const found = await discoverFile(root, path);
    if ("absolutePath" in found) files.push(found);
  }
  const texts = new Map<string, CitedText>();
  for await (const result of harvest(files, signal)) {
    if (result.outcome === "read") texts.set(result.file.path, citedOf(result.file));
  }
  return texts;
}

function citedOf(file: ChunkedFile): CitedText {
  const lines = linesOf(file);
  const known = new Set([...file.chunks, ...file.passages].map(({ source }) => placeOf(source)));
  return (source) => {
    // A page's lines are hashed as they stand in the file, those of other documents as they were read.
    const isAsItWas =
      source.hash === undefined ||
      known.has(placeOf(source)) ||
      hashOfLines(linesWithin(lines, source)) === source.hash;
    const cited = isAsItWas ? citedLines(file, lines, source) : [];
    return cited.length === 0 ? undefined : cited.join("\n");
  };
}

const placeOf = ({ startLine, endLine, hash = "" }: Provenance): string => `${startLine}-${endLine} ${hash}`;
