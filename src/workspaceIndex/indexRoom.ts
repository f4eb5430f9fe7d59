import { at } from "../base/at.ts";
import type { IndexableFile } from "../retrieval/buildSegment.ts";
import type { Embedding } from "../retrieval/vectors/embedding.ts";
import type { OpenSegment } from "./openIndex.ts";
import type { ReadRequest } from "./readFiles.ts";

/** Of an index, vectors and all: some two gigabytes of text. */
export const DEFAULT_MAX_INDEX_BYTES = 1_000_000_000;
/** What of a text's size its terms take, at most, as measured on repositories (test/bench/RESULTS.md: 14 %). */
const KEYWORD_SHARE = 0.2;

/** Tells when an index has grown as large as it may, vectors that are still to be made included. */
export class IndexRoom {
  readonly #maxBytes: number;
  readonly #vectorBytes: number;

  constructor(maxBytes: number, embedding: Embedding | undefined) {
    this.#maxBytes = maxBytes;
    const dimension = embedding?.kind === "static" ? embedding.model.dimension : (embedding?.dimension ?? 0);
    this.#vectorBytes = dimension + Float32Array.BYTES_PER_ELEMENT;
  }

  isFull(segments: readonly OpenSegment[], batch: readonly IndexableFile[] = []): boolean {
    return this.#bytesOf(segments) + this.#bytesExpected(batch) >= this.#maxBytes;
  }

  /**
   * In which order files are read: as they come where there is room for all; else those that are indexed already, which
   * take the place of what they were, and then those that changed last.
   */
  order(requests: readonly ReadRequest[], segments: readonly OpenSegment[]): readonly ReadRequest[] {
    const textBytes = requests.reduce((sum, { file }) => sum + file.sizeBytes, 0);
    // Passages have some hundred bytes of text and more.
    const mostBytes = textBytes * (KEYWORD_SHARE + this.#vectorBytes / LEAST_PASSAGE_BYTES);
    if (this.#bytesOf(segments) + mostBytes < this.#maxBytes) return requests;
    const isNew = ({ knownSha256 }: ReadRequest) => (knownSha256 === undefined ? 1 : 0);
    return requests.toSorted((a, b) => isNew(a) - isNew(b) || b.file.mtimeMs - a.file.mtimeMs);
  }

  get reason(): string {
    return `the index is as large as it may be (${Math.round(this.#maxBytes / 1e6)} MB)`;
  }

  /** Of what is alive: garbage goes when segments are merged. */
  #bytesOf(segments: readonly OpenSegment[]): number {
    return segments.reduce((sum, { segment, sizeBytes, deadFiles }) => {
      const docCount = segment.lengths.length;
      let dead = 0;
      for (const file of deadFiles) dead += at(segment.fileStart, file + 1) - at(segment.fileStart, file);
      return sum + (1 - dead / Math.max(1, docCount)) * (sizeBytes + docCount * this.#vectorBytes);
    }, 0);
  }

  #bytesExpected(files: readonly IndexableFile[]): number {
    return files.reduce(
      (sum, { file, passages }) => sum + file.sizeBytes * KEYWORD_SHARE + passages.length * this.#vectorBytes,
      0,
    );
  }
}

const LEAST_PASSAGE_BYTES = 400;
