import type { FileOutcome } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";

/** What a file yields, by its bytes alone. */
export type FileHarvest = FileOutcome;

/** What the corpus process does. */
export interface CorpusFunctions {
  /** Reads the files one after another; one result each, in their order. What is wrong with a file is its result. */
  "files/harvest": (files: readonly FoundFile[]) => Promise<FileHarvest[]>;
}
