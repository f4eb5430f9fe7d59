import type { FileOutcome, SkippedFile } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";
import type { Finding } from "../core/review.ts";

/** What a file yields, by its bytes alone. */
export type FileHarvest = FileOutcome;

export type { SkippedFile } from "../core/chunk.ts";

/** What a dataset takes from a file, encoded (`encodeYield`), so that it passes between processes and lies on disk as it is. */
export type FileYieldRecord =
  { readonly outcome: "read"; readonly path: string; readonly text: string; readonly bytes: Uint8Array } | SkippedFile;

/** A finding at its lines, without the secret. */
export type PlacedFinding = Pick<Finding, "id" | "rule" | "category" | "source" | "preview">;

/** The secrets and personal data in a file. */
export type FileScan =
  { readonly outcome: "read"; readonly path: string; readonly findings: readonly PlacedFinding[] } | SkippedFile;

/** What the corpus process does. What is wrong with a file is its result; results come in the order of the files. */
export interface CorpusFunctions {
  /** Reads the files, proposes examples of these kinds, looks for secrets, and signs what duplicates are found by. */
  "files/yield": (files: readonly FoundFile[], kinds: readonly string[]) => Promise<FileYieldRecord[]>;
  /** Reads the files and cuts them. */
  "files/harvest": (files: readonly FoundFile[]) => Promise<FileHarvest[]>;
  /** Looks for secrets and personal data in the files. */
  "files/scan": (files: readonly FoundFile[]) => Promise<FileScan[]>;
}
