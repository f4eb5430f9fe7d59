import { describe, expect, it } from "vitest";
import { liveSegmentOf } from "../../../src/retrieval/bm25.ts";
import { buildSegment } from "../../../src/retrieval/buildSegment.ts";
import { createWordHasher } from "../../../src/retrieval/codeTokenizer.ts";
import { rankPassages, VECTOR_WEIGHTS } from "../../../src/retrieval/rankPassages.ts";
import { openSegment } from "../../../src/retrieval/segment.ts";
import { quantize, vectorBlock } from "../../../src/retrieval/vectors/vectorBlock.ts";
import { indexableFile } from "../../support/indexable.ts";

const DIMENSION = 16;
const towards = (axis: number) => Float32Array.from({ length: DIMENSION }, (_, index) => (index === axis ? 1 : 0));

/** Two passages: the first holds the words of the query, the second is near to it by its vector. */
function ranked(query: string, isProse: boolean) {
  const file = indexableFile("a.ts", "quince jam in a pot", "something else entirely");
  const passages = file.passages.map((passage) => ({ ...passage, ...(isProse && { headings: [] }) }));
  const segment = openSegment(buildSegment([{ ...file, passages }], createWordHasher()), "test");
  const vectors = new Float32Array(2 * DIMENSION);
  vectors.set(towards(1), DIMENSION);
  const live = liveSegmentOf(segment, new Set(), vectorBlock(quantize(vectors, DIMENSION)));
  const { docs } = rankPassages([live], { query, kind: "hybrid", limit: 2 }, () => towards(1));
  return new Map(docs.map(({ doc, score }) => [doc, score]));
}

describe("how much vectors count beside words", () => {
  it.each([
    ["code", false, "how is quince jam made", VECTOR_WEIGHTS.language],
    ["prose", true, "how is quince jam made", VECTOR_WEIGHTS.prose],
    ["a name that is asked for", true, "quince", VECTOR_WEIGHTS.symbol],
  ])("is set for %s", (_title, isProse, query, weight) => {
    const byDoc = ranked(query, isProse);
    // Each passage also speaks for the other of its file.
    const [words = 0, near = 0] = [byDoc.get(0), byDoc.get(1)];
    expect(near / words).toBeCloseTo((weight + 0.05 * (1 - weight)) / (1 - weight + 0.05 * weight), 2);
  });
});
