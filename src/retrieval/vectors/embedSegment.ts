import { at } from "../../base/at.ts";
import { emptyPostings, readPostings, termIndexOf } from "../postings.ts";
import type { Segment } from "../segment.ts";
import { addRow, frequencyWeight, normalize, type StaticEmbedding } from "./staticEmbedding.ts";
import { type QuantizedVectors, quantize } from "./vectorBlock.ts";

/** Passages are embedded in groups of so many: 16 MB of floats at 256 dimensions. */
const GROUP_DOCS = 16_384;

/**
 * A vector of each passage of a segment: the bag of terms is in the inverted index, so no file is read again.
 */
export function embedSegment(model: StaticEmbedding, segment: Segment): QuantizedVectors {
  const { dimension } = model;
  const docCount = segment.lengths.length;
  const scales = new Float32Array(docCount);
  const rows = new Int8Array(docCount * dimension);
  const known = Array.from(model.termHashes.entries()).flatMap(([row, hash]) => {
    const termIndex = termIndexOf(segment, hash);
    return termIndex < 0 ? [] : [{ row, termIndex }];
  });
  const postings = emptyPostings();
  for (let first = 0; first < docCount; first += GROUP_DOCS) {
    const count = Math.min(GROUP_DOCS, docCount - first);
    const sums = new Float32Array(count * dimension);
    for (const { row, termIndex } of known) {
      readPostings(segment, termIndex, undefined, postings);
      for (let index = 0; index < postings.count; index++) {
        const doc = at(postings.docs, index) - first;
        if (doc < 0) continue;
        if (doc >= count) break;
        addRow(model, row, frequencyWeight(at(postings.frequencies, index)), sums, doc * dimension);
      }
    }
    for (let doc = 0; doc < count; doc++) normalize(sums, doc * dimension, dimension);
    const group = quantize(sums, dimension);
    scales.set(group.scales, first);
    rows.set(group.rows, first * dimension);
  }
  return { dimension, scales, rows };
}
