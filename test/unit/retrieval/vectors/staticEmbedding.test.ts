import { describe, expect, it } from "vitest";
import { buildSegment } from "../../../../src/retrieval/buildSegment.ts";
import { createWordHasher } from "../../../../src/retrieval/codeTokenizer.ts";
import { passageTerms } from "../../../../src/retrieval/passageTerms.ts";
import { openSegment } from "../../../../src/retrieval/segment.ts";
import { termHash } from "../../../../src/retrieval/termHash.ts";
import { embedSegment } from "../../../../src/retrieval/vectors/embedSegment.ts";
import {
  embedTerms,
  encodeStaticEmbedding,
  openStaticEmbedding,
  type StaticEmbedding,
} from "../../../../src/retrieval/vectors/staticEmbedding.ts";
import { encodeVectors, openVectors } from "../../../../src/retrieval/vectors/vectorFile.ts";
import { loadStaticModel } from "../../../../src/workspaceIndex/staticModel.ts";
import { indexableFile } from "../../../support/indexable.ts";

/** Two dimensions that matter: `lock` and `mutex` lie along the first, `paint` along the second. */
function tinyModel(): StaticEmbedding {
  const vectors: Readonly<Record<string, readonly number[]>> = { lock: [100, 0], mutex: [100, 10], paint: [0, 100] };
  const terms = Object.keys(vectors).sort((a, b) => termHash(a) - termHash(b));
  const rows = terms.flatMap((term) => [...(vectors[term] ?? []), ...new Array<number>(14).fill(0)]);
  return {
    id: "tiny",
    dimension: 16,
    termHashes: Uint32Array.from(terms, termHash),
    scales: Float32Array.from(terms, () => 0.01),
    rows: Int8Array.from(rows),
  };
}

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
const termsOf = (...words: string[]) => words.map((word) => [termHash(word), 1] as const);

describe("a static embedding", () => {
  it("is the same when it is written and read", () => {
    const model = tinyModel();
    expect(openStaticEmbedding(encodeStaticEmbedding(model), "m")).toEqual(model);
  });

  it("brings words of one meaning together, and gives vectors of length one", () => {
    const model = tinyModel();
    const lock = embedTerms(model, termsOf("lock"));
    expect(cosine(lock, lock)).toBeCloseTo(1);
    expect(cosine(lock, embedTerms(model, termsOf("mutex")))).toBeGreaterThan(0.9);
    expect(cosine(lock, embedTerms(model, termsOf("paint")))).toBeCloseTo(0);
    expect([...embedTerms(model, termsOf("unknown"))]).toEqual(new Array(16).fill(0));
  });

  it("embeds the passages of a segment as it embeds their terms", () => {
    const model = tinyModel();
    const file = indexableFile("a.ts", "lock lock paint", "nothing known", "mutex: paint it");
    const { dimension, scales, rows } = embedSegment(model, openSegment(buildSegment([file], createWordHasher()), "s"));
    for (const [doc, passage] of file.passages.entries()) {
      const expected = embedTerms(model, passageTerms(passage, createWordHasher()).frequencies);
      for (let index = 0; index < dimension; index++) {
        const value = (rows[doc * dimension + index] ?? 0) * (scales[doc] ?? 0);
        expect(Math.abs(value - (expected[index] ?? 0))).toBeLessThan(0.005);
      }
    }
  });

  it("refuses a damaged file", () => {
    const bytes = encodeStaticEmbedding(tinyModel());
    expect(() => openStaticEmbedding(bytes.subarray(0, 40), "m")).toThrow(/^m is damaged/);
    expect(() => openStaticEmbedding(encodeStaticEmbedding({ ...tinyModel(), dimension: 17 }), "m")).toThrow(
      "do not fit",
    );
  });
});

describe("a file of vectors", () => {
  const vectors = { dimension: 16, scales: Float32Array.of(1, 2), rows: new Int8Array(32).fill(3) };

  it("is the same when it is written and read", () => {
    expect(openVectors(encodeVectors("tiny", vectors), "tiny", 2, "v")).toEqual(vectors);
  });

  it("is refused when another model made it, or when it is of other passages", () => {
    expect(() => openVectors(encodeVectors("other", vectors), "tiny", 2, "v")).toThrow(
      "expected vectors of tiny, found those of other",
    );
    expect(() => openVectors(encodeVectors("tiny", vectors), "tiny", 3, "v")).toThrow("expected 3 vectors, found 2");
  });
});

describe("the model that comes with the product", () => {
  it("is small, and knows what belongs together in code", async () => {
    const model = await loadStaticModel();
    expect(model.rows.byteLength + 8 * model.termHashes.length).toBeLessThan(4 * 1024 * 1024);
    const near = (a: string, b: string) =>
      cosine(embedTerms(model, [[termHash(a), 1]]), embedTerms(model, [[termHash(b), 1]]));
    expect(near("remov", "delet")).toBeGreaterThan(near("remov", "color") + 0.1);
  });
});
