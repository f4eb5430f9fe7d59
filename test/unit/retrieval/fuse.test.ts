import { describe, expect, it } from "vitest";
import { fuse, silenceDead } from "../../../src/retrieval/fuse.ts";

const scores = (...values: number[]) => [Float32Array.from(values)];
const order = (docs: readonly { readonly doc: number }[]) => docs.map(({ doc }) => doc);

describe("joining words and vectors", () => {
  const keyword = scores(8, 4, 0, 2);
  const vector = scores(0.1, 0.5, 0.4, -0.3);

  it("takes the ranking of words at weight 0 and of vectors at weight 1", () => {
    expect(order(fuse(keyword, vector, 0))).toEqual([0, 1, 3]);
    expect(order(fuse(keyword, vector, 1))).toEqual([1, 2, 0]);
  });

  it("adds each one's share of the best, and takes candidates of either", () => {
    const fused = fuse(keyword, vector, 0.5);
    const byDoc = new Map(fused.map(({ doc, score }) => [doc, score]));
    expect(byDoc.get(0)).toBeCloseTo(0.5 * 1 + 0.5 * 0.2);
    expect(byDoc.get(1)).toBeCloseTo(0.5 * 0.5 + 0.5 * 1);
    expect(byDoc.get(2)).toBeCloseTo(0.5 * 0 + 0.5 * 0.8);
    // A cosine below zero is no evidence against what words say.
    expect(byDoc.get(3)).toBeCloseTo(0.5 * 0.25);
  });

  it("weighs each candidate as it is told to", () => {
    const fused = fuse(keyword, vector, ({ doc }) => (doc === 1 ? 0 : 0.5));
    const byDoc = new Map(fused.map(({ doc, score }) => [doc, score]));
    expect(byDoc.get(1)).toBeCloseTo(0.5);
    expect(byDoc.get(2)).toBeCloseTo(0.5 * 0.8);
  });

  it("does not depend on the unit of either ranking", () => {
    const larger = fuse(scores(80, 40, 0, 20), scores(0.2, 1, 0.8, -0.6), 0.4);
    expect(order(larger)).toEqual(order(fuse(keyword, vector, 0.4)));
  });

  it("finds nothing where neither does", () => {
    expect(fuse(scores(0, 0), scores(0, -1), 0.5)).toEqual([]);
    expect(fuse([], [], 0.5)).toEqual([]);
  });

  it("lets no dead passage stand", () => {
    expect([...silenceDead(Float32Array.of(1, 2, 3), Uint8Array.of(0, 1, 0))]).toEqual([1, 0, 3]);
  });
});
