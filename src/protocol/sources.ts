import type { SkippedPath } from "../core/chunk.ts";
import type { Cut, LeftOutKind, RuleChange, SourceEntry, SourcesOverview } from "../core/sources.ts";
import type { IndexedFolder } from "./retrieval.ts";

/** What the retrieval process tells of the files that a folder's datasets and index are made of. */
export interface SourcesFunctions {
  /** Looks at the whole folder. Throws UserError `corpus/…`. */
  "sources/survey"(folder: IndexedFolder, signal: AbortSignal): Promise<SourcesOverview>;
  /** Of a folder, as last surveyed, folders first; `path` ends in a slash, and is empty for the root. */
  "sources/children"(folder: IndexedFolder, path: string): Promise<Cut<SourceEntry>>;
  /** What is left out for reasons of this kind, as last surveyed. */
  "sources/leftOut"(folder: IndexedFolder, kind: LeftOutKind): Promise<Cut<SkippedPath>>;
  /**
   * Writes rules into the folder's .espalierignore. Paths are relative to the root, with forward slashes and no last one.
   * Throws UserError `sources/…`; what was changed before that path stays.
   */
  "sources/include"(folder: IndexedFolder, paths: readonly string[]): Promise<readonly RuleChange[]>;
  "sources/exclude"(folder: IndexedFolder, paths: readonly string[]): Promise<readonly RuleChange[]>;
}
