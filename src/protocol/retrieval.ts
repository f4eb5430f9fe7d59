import type { EmbeddingChoice } from "../core/embedding.ts";
import type { AskedLines } from "../core/groundedAnswer.ts";
import type { IndexProgress, IndexStatus, IndexUpdate, SearchRequest, SearchResult } from "../core/search.ts";

/** The workspace that a call is about; one process serves several. */
export interface IndexedFolder {
  /** Absolute. */
  readonly root: string;
  /** Absolute; made when it is first written to. */
  readonly indexFolder: string;
}

export interface UpdateRequest {
  readonly paths?: readonly string[] | undefined;
  /** What makes the vectors from now on. Defaults to what did so far; `"static"` is what comes with the product. */
  readonly embedding?: EmbeddingChoice | "static" | undefined;
  /** What the index may grow to, in bytes, from now on. Defaults to what it could so far, and that to 1 GB. */
  readonly maxBytes?: number | undefined;
}

/** What the retrieval process does for its host. */
export interface RetrieverFunctions {
  /**
   * Brings the index up to date, with all files or with those of `paths` only (relative to the root). What is indexed so far can be searched meanwhile, and is kept when the signal aborts.
   * Throws UserError `index/locked`, `corpus/…`, `storage/…`, `embedding/…`.
   */
  "index/update"(
    request: IndexedFolder & UpdateRequest,
    signal?: AbortSignal,
    report?: (progress: IndexProgress) => void,
  ): Promise<IndexUpdate>;
  /** Throws UserError `index/none`, `index/damaged`. */
  "index/status"(folder: IndexedFolder): Promise<IndexStatus>;
  /** Deletes the index; the user's files are untouched. Returns whether there was one. Throws UserError `index/locked`. */
  "index/delete"(folder: IndexedFolder): Promise<boolean>;
  /** Throws UserError `index/none`, `index/damaged`. */
  "passages/search"(folder: IndexedFolder, request: SearchRequest): Promise<SearchResult>;
  /** A vector a text, of length 1, or of zeros where no word of it is known, by the model that comes with the product. */
  "texts/embed"(texts: readonly string[]): Promise<Float32Array[]>;
  /** The innermost symbol or section of a text that holds a line, from 1; undefined where there is none. */
  "lines/around"(path: string, text: string, line: number): Promise<AskedLines | undefined>;
  /** What an editor holds of a file and has not saved; undefined when it is saved or closed. */
  "buffer/set"(folder: IndexedFolder, path: string, text: string | undefined): Promise<void>;
}
