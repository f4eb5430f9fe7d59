import { at } from "../base/at.ts";
import { contentTermsOf, termsOf } from "./codeTokenizer.ts";
import { emptyPostings, type Postings, readPostings, termIndexOf } from "./postings.ts";
import type { Segment } from "./segment.ts";
import { termHash } from "./termHash.ts";
import type { VectorBlock } from "./vectors/vectorBlock.ts";

/** A segment with the docs that no longer count. */
export interface LiveSegment {
  readonly segment: Segment;
  /** 1 for each doc whose file is gone or was indexed again; absent where there is none. */
  readonly isDead: Uint8Array | undefined;
  readonly liveDocCount: number;
  /** Sum of the lengths of live docs. */
  readonly liveLength: number;
  /** Of the docs, in their order; absent until they are made. */
  readonly vectors?: VectorBlock | undefined;
}

/** A passage by its place. */
export interface DocAddress {
  /** Index into the segments that were searched. */
  readonly segment: number;
  readonly doc: number;
}

/**
 * How soon further occurrences of a term stop counting, and how much long passages are held back. Robertson and
 * Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.5, name 1.2 to 2 and 0.5 to 0.8
 * as reasonable; these were set on the tuning packages of test/bench/retrieval.
 */
export const K1 = 2;
export const B = 0.85;

/** Longer questions are pasted text; the rarest terms find it as well. */
const MAX_QUERY_TERMS = 64;

export interface QueryTerm {
  /** As `termsOf` spells it: in lower case and stemmed. */
  readonly term: string;
  readonly hash: number;
  /** How often the query says it. */
  readonly count: number;
}

/** The terms of a query. One of stop words alone keeps them: it may be the name of a function. */
export function queryTermsOf(query: string): QueryTerm[] {
  const content = contentTermsOf(query);
  const counts = new Map<string, number>();
  for (const term of content.length > 0 ? content : termsOf(query)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return [...counts].slice(0, MAX_QUERY_TERMS).map(([term, count]) => ({ term, hash: termHash(term), count }));
}

export interface Bm25Scores {
  /** A score of each doc of each segment; 0 where no term matches. */
  readonly bySegment: readonly Float32Array[];
  /** Inverse document frequency of each query term; 0 where no passage holds it. */
  readonly idf: readonly number[];
}

export function liveSegmentOf(segment: Segment, deadFiles: ReadonlySet<number>, vectors?: VectorBlock): LiveSegment {
  const docCount = segment.lengths.length;
  const isDead = deadFiles.size === 0 ? undefined : new Uint8Array(docCount);
  let liveDocCount = docCount;
  for (const file of deadFiles) {
    const [start, end] = [segment.fileStart[file] ?? 0, segment.fileStart[file + 1] ?? 0];
    isDead?.fill(1, start, end);
    liveDocCount -= end - start;
  }
  let liveLength = 0;
  for (let doc = 0; doc < docCount; doc++) if (isDead?.[doc] !== 1) liveLength += at(segment.lengths, doc);
  return { segment, isDead, liveDocCount, liveLength, vectors };
}

/**
 * Scores every live passage by BM25 (Robertson and Zaragoza 2009, with the idf of Lucene, which is never negative).
 * Frequencies are counted over all segments and over live passages only, so an index that was updated many times ranks
 * exactly as one that is built anew.
 */
export function bm25(segments: readonly LiveSegment[], terms: readonly QueryTerm[]): Bm25Scores {
  const docCount = segments.reduce((sum, { liveDocCount }) => sum + liveDocCount, 0);
  const meanLength = segments.reduce((sum, { liveLength }) => sum + liveLength, 0) / Math.max(1, docCount);
  const bySegment = segments.map(({ segment }) => new Float32Array(segment.lengths.length));
  const found = segments.map(() => emptyPostings());
  const idf = terms.map(({ hash, count }) => {
    let frequency = 0;
    for (const [index, { segment, isDead }] of segments.entries()) {
      const postings = at(found, index);
      const termIndex = termIndexOf(segment, hash);
      postings.count = 0;
      if (termIndex >= 0) readPostings(segment, termIndex, isDead, postings);
      frequency += postings.count;
    }
    if (frequency === 0) return 0;
    const weight = Math.log(1 + (docCount - frequency + 0.5) / (frequency + 0.5));
    for (const [index, { segment }] of segments.entries()) {
      addScores(at(found, index), segment.lengths, meanLength, weight * count, at(bySegment, index));
    }
    return weight;
  });
  return { bySegment, idf };
}

function addScores(
  { count, docs, frequencies }: Postings,
  lengths: Uint16Array,
  meanLength: number,
  weight: number,
  scores: Float32Array,
): void {
  const flat = K1 * (1 - B);
  const perTerm = (K1 * B) / meanLength;
  for (let index = 0; index < count; index++) {
    const doc = docs[index] ?? 0;
    const frequency = frequencies[index] ?? 0;
    scores[doc] = (scores[doc] ?? 0) + (weight * frequency) / (frequency + flat + perTerm * (lengths[doc] ?? 0));
  }
}
