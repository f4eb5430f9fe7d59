import { at } from "../base/at.ts";
import type { RatedTerm, SearchKind } from "../core/search.ts";
import { bm25, type DocAddress, type LiveSegment, type QueryTerm, queryTermsOf } from "./bm25.ts";
import { byScore, fuse, silenceDead } from "./fuse.ts";
import { isSymbolLike } from "./queryKind.ts";
import { applyRankRules, type RuledDoc } from "./rankRules.ts";
import { fileOfDoc, type PassageRecord } from "./segment.ts";

export interface RankRequest {
  readonly query: string;
  readonly kind: SearchKind;
  readonly limit: number;
}

export interface Ranking {
  /** Best first. */
  readonly docs: readonly (RuledDoc & { readonly similarity: number | undefined })[];
  /** How it was ranked: `keyword` where there are no vectors. */
  readonly kind: SearchKind;
  /** Of the query, in its order. */
  readonly terms: readonly RatedTerm[];
}

/** A query as the model of the vectors sees it. */
export type EmbedQuery = (terms: readonly QueryTerm[]) => Float32Array;

/**
 * How much vectors count beside words: less where a name is asked for, and less for prose, which says itself what it is
 * about and which our own embedding has seen little of. Set on the tuning packages and manuals of test/bench/retrieval.
 */
export const VECTOR_WEIGHTS = { symbol: 0.3, language: 0.4, prose: 0.2 } as const;

/**
 * The passages that answer a query best. Pure: what it reads is in memory.
 *
 * @param embed absent while there is no model.
 */
export function rankPassages(
  segments: readonly LiveSegment[],
  { query, kind, limit }: RankRequest,
  embed?: EmbedQuery,
): Ranking {
  const terms = queryTermsOf(query);
  const { bySegment: keyword, idf } = bm25(segments, terms);
  const vector = kind === "keyword" || embed === undefined ? undefined : vectorScores(segments, embed(terms));
  const used: SearchKind = vector === undefined ? "keyword" : kind;
  const recordOf = ({ segment, doc }: DocAddress) => at(segments, segment).segment.record(doc);
  const fused = fuse(keyword, vector ?? [], vectorWeight(used, query, recordOf)).map((doc): RuledDoc => {
    const { segment } = at(segments, doc.segment);
    return { ...doc, path: at(segment.files, fileOfDoc(segment, doc.doc)).path, record: recordOf(doc) };
  });
  return {
    docs: applyRankRules(fused, query)
      .sort(byScore)
      .slice(0, limit)
      .map((ruled) => ({ ...ruled, similarity: vector?.[ruled.segment]?.[ruled.doc] })),
    kind: used,
    terms: terms.map(({ term }, index) => ({ term, rarity: at(idf, index) })),
  };
}

/** For `fuse`. Passages of documents have headings, be it none above them. */
export function vectorWeight(
  kind: SearchKind,
  query: string,
  recordOf: (doc: DocAddress) => PassageRecord,
): number | ((doc: DocAddress) => number) {
  if (kind === "keyword") return 0;
  if (kind === "vector") return 1;
  const { symbol, language, prose } = VECTOR_WEIGHTS;
  if (isSymbolLike(query)) return symbol;
  return (doc) => (recordOf(doc).headings === undefined ? language : prose);
}

/** Cosines of all docs; undefined while not all of them have vectors, since halves cannot be compared. */
function vectorScores(segments: readonly LiveSegment[], query: Float32Array): Float32Array[] | undefined {
  if (segments.some(({ vectors, segment }) => vectors === undefined && segment.lengths.length > 0)) return undefined;
  return segments.map(({ vectors, isDead }) =>
    vectors === undefined ? new Float32Array(0) : silenceDead(vectors.scores(query), isDead),
  );
}

export const livePassageCount = (segments: readonly LiveSegment[]): number =>
  segments.reduce((sum, { liveDocCount }) => sum + liveDocCount, 0);
