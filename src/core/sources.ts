/** The pure types of what a folder's datasets and index are made of. */
import type { IndexStatus } from "./search.ts";

/** Why something is left out, of few kinds: reasons as they are worded differ from file to file. */
export type LeftOutKind =
  "unreadable" | "slow" | "large" | "binary" | "ignored" | "generated" | "empty" | "tools" | "link" | "other";

export interface LeftOutGroup {
  readonly kind: LeftOutKind;
  /** Whether somebody should look at it: it is no choice and no kind of file, something went wrong. */
  readonly isFailure: boolean;
  /** Files and folders; a folder counts once, whatever is in it. */
  readonly count: number;
}

/** How the index stands to a file: `new` is not in it, `changed` is in it as it was before. `none`: there is no index. */
export type SourceState = "indexed" | "changed" | "new" | "none";

export interface SourceFile {
  readonly kind: "file";
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly state: SourceState;
  /** In the index. */
  readonly passages: number;
}

/** With what is in it, at any depth. */
export interface SourceFolder {
  readonly kind: "folder";
  /** Ends in a slash. */
  readonly path: string;
  readonly files: number;
  readonly passages: number;
  /** Files that the index does not hold as they are now; 0 where there is no index. */
  readonly pending: number;
}

export type SourceEntry = SourceFile | SourceFolder;

/** A list that was cut: `more` are not in it. */
export interface Cut<Item> {
  readonly items: readonly Item[];
  readonly more: number;
}

export interface SourcesOverview extends Omit<SourceFolder, "kind" | "path"> {
  /** Of all files taken in. */
  readonly sizeBytes: number;
  /** Failures first, then by count. */
  readonly leftOut: readonly LeftOutGroup[];
  /** Absent where there is no index. */
  readonly index?: Omit<IndexStatus, "skipped"> | { readonly problem: string };
}

/** What became of a path that was to be included or excluded. */
export interface RuleChange {
  readonly path: string;
  /** Whether rules were written; if not, it was so before. */
  readonly isChanged: boolean;
}
