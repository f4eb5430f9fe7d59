import { describe, expect, it } from "vitest";
import { type Bag, contrastiveLoss, trainContrastive } from "../bench/retrieval/contrastive.ts";
import { mulberry32 } from "../../src/base/mulberry32.ts";

const [V, D, B] = [12, 5, 4];
const random = mulberry32(3);
const bagOf = (size: number): Bag => ({
  rows: Int32Array.from({ length: size }, () => Math.floor(random() * V)),
  weights: Float32Array.from({ length: size }, () => 0.5 + random()),
});
const bags = (): Bag[] => Array.from({ length: B }, (_, index) => bagOf(2 + index));
const batch = { queries: bags(), passages: bags() };
const table = Float64Array.from({ length: V * D }, () => random() - 0.5);
const TEMPERATURE = 0.3;

const lossAt = (place: Float64Array): number =>
  contrastiveLoss(batch, place, D, TEMPERATURE, new Float64Array(V * D), new Set());

describe("the training of the static embedding", () => {
  it("follows the gradient of its loss, as central differences in float64 have it", () => {
    const gradient = new Float64Array(V * D);
    const touched = new Set<number>();
    contrastiveLoss(batch, table, D, TEMPERATURE, gradient, touched);
    const step = 1e-6;
    for (let index = 0; index < table.length; index++) {
      const moved = (by: number) => lossAt(table.map((value, at) => (at === index ? value + by : value)));
      expect(gradient[index]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 7);
    }
    const used = new Set([...batch.queries, ...batch.passages].flatMap(({ rows }) => [...rows]));
    expect([...touched].sort()).toEqual([...used].sort());
  });

  it("has the loss of a guess among the batch where all vectors are alike", () => {
    expect(lossAt(new Float64Array(V * D).fill(1))).toBeCloseTo(Math.log(B), 6);
  });

  it("has in float32 the loss that it has in float64", () => {
    const single = contrastiveLoss(batch, Float32Array.from(table), D, TEMPERATURE, new Float32Array(V * D), new Set());
    expect(single).toBeCloseTo(lossAt(table), 4);
  });

  it("brings each query to its own passage, and gives the same table for the same seed", () => {
    const rowsOf = (...rows: number[]): Bag => ({
      rows: Int32Array.from(rows),
      weights: new Float32Array(rows.length).fill(1),
    });
    const pairs = [0, 1, 2, 3].map((pair) => ({
      query: rowsOf(pair, 8),
      passage: rowsOf(pair + 4, 9),
      group: 0,
    }));
    const losses: number[] = [];
    const options = {
      vocabularySize: V,
      dimension: D,
      epochs: 60,
      batchSize: 4,
      learningRate: 0.05,
      temperature: 0.1,
      groupedShare: 0,
      dropout: 0,
      seed: 1,
      initialLengths: new Float32Array(V).fill(1),
      onEpoch: (_: number, loss: number) => losses.push(loss),
    };
    const trained = trainContrastive(pairs, options);
    expect(losses.at(-1)).toBeLessThan(0.05);
    expect(trainContrastive(pairs, options)).toEqual(trained);
  });
});
