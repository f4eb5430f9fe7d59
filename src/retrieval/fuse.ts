import { at } from "../base/at.ts";
import type { DocAddress } from "./bm25.ts";
import { type ScoredDoc, topDocs } from "./topDocs.ts";

/** A candidate with both of its scores. */
export interface FusedDoc extends ScoredDoc {
  /** By BM25, as a share of the best one's. */
  readonly keyword: number;
  /** Cosine, as a share of the best one's; 0 where it is negative. */
  readonly vector: number;
}

/** How far down each ranking candidates are taken. */
export const CANDIDATES = 100;

/**
 * The best of two rankings by a convex combination of scores, each as a share between its floor, 0, and the best: what
 * Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2022), call TM2C2, found better than
 * reciprocal ranks there and here.
 *
 * @param vectorWeight from 0, words only, to 1, vectors only; or that of each candidate, between the two.
 */
export function fuse(
  keyword: readonly Float32Array[],
  vector: readonly Float32Array[],
  vectorWeight: number | ((doc: DocAddress) => number),
): FusedDoc[] {
  const weightOf = typeof vectorWeight === "number" ? () => vectorWeight : vectorWeight;
  const byKeyword = vectorWeight === 1 ? [] : topDocs(keyword, CANDIDATES);
  const byVector = vectorWeight === 0 ? [] : topDocs(vector, CANDIDATES);
  const bestKeyword = byKeyword[0]?.score ?? 1;
  const bestVector = byVector[0]?.score ?? 1;
  const candidates = new Map<string, DocAddress>();
  for (const { segment, doc } of [...byKeyword, ...byVector]) candidates.set(`${segment} ${doc}`, { segment, doc });
  return [...candidates.values()]
    .map(({ segment, doc }): FusedDoc => {
      const keywordShare = (keyword[segment]?.[doc] ?? 0) / bestKeyword;
      const vectorShare = Math.max(0, vector[segment]?.[doc] ?? 0) / bestVector;
      const weight = weightOf({ segment, doc });
      const score = (1 - weight) * keywordShare + weight * vectorShare;
      return { segment, doc, score, keyword: keywordShare, vector: vectorShare };
    })
    .sort(byScore);
}

/** Best first; equals in the order of segment and doc. */
export function byScore(a: ScoredDoc, b: ScoredDoc): number {
  return b.score - a.score || a.segment - b.segment || a.doc - b.doc;
}

/** Scores of docs that do not count are 0. */
export function silenceDead(scores: Float32Array, isDead: Uint8Array | undefined): Float32Array {
  if (isDead === undefined) return scores;
  const live = scores.slice();
  for (let doc = 0; doc < live.length; doc++) if (at(isDead, doc) === 1) live[doc] = 0;
  return live;
}
