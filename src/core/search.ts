/** The pure types of retrieval: what is asked of the index of a workspace, and what it answers. */
import type { SkippedPath } from "./chunk.ts";

/** By the words, by the meaning, or both joined. */
export type SearchKind = "keyword" | "vector" | "hybrid";

export interface SearchRequest {
  readonly query: string;
  readonly kind: SearchKind;
  /** At most so many passages. */
  readonly limit: number;
}

/** A passage that was found. */
export interface SearchHit {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The innermost symbol that holds all of it: `Parser.parse`. */
  readonly symbol?: string | undefined;
  readonly signature?: string | undefined;
  readonly headings?: readonly string[] | undefined;
  /** Larger is better; comparable within one result only. */
  readonly score: number;
  /**
   * Cosine of query and passage by the model that comes with the product, comparable between searches; absent where no
   * vectors or those of another model were compared.
   */
  readonly similarity?: number | undefined;
  /** As it stands in the file now. */
  readonly text: string;
}

/** A term of a query, in lower case and stemmed, and how much it tells passages apart. */
export interface RatedTerm {
  readonly term: string;
  /** Inverse document frequency, natural logarithm; 0 where no passage holds the term. */
  readonly rarity: number;
}

export interface SearchResult {
  /** Best first. */
  readonly hits: readonly SearchHit[];
  /** How it was searched: `keyword` where vectors were asked for and are not there yet. */
  readonly kind: SearchKind;
  /** What the query was taken to ask for. */
  readonly terms: readonly RatedTerm[];
  /** Live passages that were searched. */
  readonly passageCount: number;
  readonly tookMs: number;
}

export type IndexProgress =
  /** The folder is being looked through. */
  | { readonly phase: "discover" }
  /** Files whose content is new are read; `done` of `total` files are looked at. */
  | { readonly phase: "read"; readonly done: number; readonly total: number; readonly path: string }
  /** `done` of `total` passages have a vector. Keyword search works by now. */
  | { readonly phase: "embed"; readonly done: number; readonly total: number };

/** What one update of the index did. */
export interface IndexUpdate {
  /** Files indexed because they are new or changed. */
  readonly indexedFiles: number;
  readonly removedFiles: number;
  readonly unchangedFiles: number;
  /** Passages of the indexed files. */
  readonly indexedPassages: number;
  readonly tookMs: number;
  /** What was repaired on the way, for people: a damaged file of the index that was made again. */
  readonly remarks: readonly string[];
}

export interface IndexStatus {
  readonly folder: string;
  readonly files: number;
  readonly passages: number;
  /** Of the text of indexed files. */
  readonly textBytes: number;
  /** On disk, without vectors. */
  readonly keywordBytes: number;
  /** On disk. */
  readonly vectorBytes: number;
  /** What both together may grow to; files past that are left out. */
  readonly maxBytes: number;
  /** Passages with a vector, by the model that made it. */
  readonly vectors: Readonly<Record<string, number>>;
  /** ISO 8601: when it was last written to. */
  readonly updatedAt: string;
  /** Whether the last update looked at every file; one that was interrupted goes on when it is run again. */
  readonly isComplete: boolean;
  /** Process that writes to it now. */
  readonly writer?: number | undefined;
  /** Files and folders that are not in it, and why, in the order of their paths. */
  readonly skipped: readonly SkippedPath[];
}
