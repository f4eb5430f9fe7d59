import type { DocAddress } from "./bm25.ts";

export interface ScoredDoc extends DocAddress {
  readonly score: number;
}

/** The `limit` docs with the highest scores above 0, best first; equals in the order of segment and doc. */
export function topDocs(bySegment: readonly Float32Array[], limit: number): ScoredDoc[] {
  // A heap with the worst of the kept on top, as three arrays: no object is made for a doc that is not kept.
  const scores = new Float64Array(limit);
  const segments = new Int32Array(limit);
  const docs = new Int32Array(limit);
  let size = 0;
  const isWorse = (a: number, b: number): boolean => {
    const difference = (scores[a] ?? 0) - (scores[b] ?? 0);
    if (difference !== 0) return difference < 0;
    const order = (segments[a] ?? 0) - (segments[b] ?? 0);
    return order !== 0 ? order > 0 : (docs[a] ?? 0) > (docs[b] ?? 0);
  };
  const swap = (a: number, b: number): void => {
    for (const array of [scores, segments, docs]) [array[a], array[b]] = [array[b] ?? 0, array[a] ?? 0];
  };
  const put = (index: number, segment: number, doc: number, score: number): void => {
    scores[index] = score;
    segments[index] = segment;
    docs[index] = doc;
  };
  for (const [segment, values] of bySegment.entries()) {
    for (let doc = 0; doc < values.length; doc++) {
      const score = values[doc] ?? 0;
      if (score <= 0 || limit === 0) continue;
      if (size < limit) {
        put(size, segment, doc, score);
        for (let child = size++; child > 0;) {
          const parent = (child - 1) >>> 1;
          if (!isWorse(child, parent)) break;
          swap(child, parent);
          child = parent;
        }
      } else if (score > (scores[0] ?? 0)) {
        put(0, segment, doc, score);
        for (let parent = 0; ;) {
          let worst = parent;
          for (const child of [2 * parent + 1, 2 * parent + 2])
            if (child < size && isWorse(child, worst)) worst = child;
          if (worst === parent) break;
          swap(parent, worst);
          parent = worst;
        }
      }
    }
  }
  return Array.from({ length: size }, (_, index) => ({
    segment: segments[index] ?? 0,
    doc: docs[index] ?? 0,
    score: scores[index] ?? 0,
  })).sort((a, b) => b.score - a.score || a.segment - b.segment || a.doc - b.doc);
}
