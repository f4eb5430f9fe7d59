import { at } from "../base/at.ts";
import type { SearchKind } from "../core/search.ts";
import { bm25, type LiveSegment, queryTermsOf } from "./bm25.ts";
import { type ScoredDoc, topDocs } from "./topDocs.ts";

export interface RankRequest {
  readonly query: string;
  readonly kind: SearchKind;
  readonly limit: number;
}

export interface Ranking {
  /** Best first. */
  readonly docs: readonly ScoredDoc[];
  /** How it was ranked: `keyword` where there are no vectors. */
  readonly kind: SearchKind;
}

/** The passages that answer a query best. Pure: what it reads is in memory. */
export function rankPassages(segments: readonly LiveSegment[], { query, limit }: RankRequest): Ranking {
  const { bySegment } = bm25(segments, queryTermsOf(query));
  return { docs: topDocs(bySegment, limit), kind: "keyword" };
}

export const livePassageCount = (segments: readonly LiveSegment[]): number =>
  segments.reduce((sum, { liveDocCount }) => sum + liveDocCount, 0);

/** The record of a doc among `segments`. */
export const recordOf = (segments: readonly LiveSegment[], { segment, doc }: ScoredDoc) =>
  at(segments, segment).segment.record(doc);
