import { createHash } from "node:crypto";
import { createWordHasher } from "../../../src/retrieval/codeTokenizer.ts";
import { passageTerms } from "../../../src/retrieval/passageTerms.ts";
import { queryTermsOf } from "../../../src/retrieval/bm25.ts";
import { frequencyWeight, type StaticEmbedding } from "../../../src/retrieval/vectors/staticEmbedding.ts";
import { type Bag, type Pair, trainContrastive } from "./contrastive.ts";
import { masked, type MinedFunction } from "./mineFunctions.ts";

export interface StaticTraining {
  /** Terms with a vector; the most frequent ones. */
  readonly vocabularySize: number;
  readonly dimension: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly temperature: number;
  readonly groupedShare: number;
  readonly dropout: number;
  /** Share of the pairs whose function is seen without its name. */
  readonly maskedShare: number;
  readonly seed: number;
}

/** As the shipped model was trained; chosen on the tuning packages. */
export const SHIPPED_TRAINING: StaticTraining = {
  vocabularySize: 15_000,
  dimension: 256,
  epochs: 3,
  batchSize: 256,
  learningRate: 0.005,
  temperature: 0.05,
  groupedShare: 0.5,
  dropout: 0.3,
  maskedShare: 0.5,
  seed: 1,
};

type Terms = readonly (readonly [hash: number, frequency: number])[];

/** A table of term vectors from functions and their doc comments, `groups` being the packages. */
export function trainStatic(
  groups: readonly (readonly MinedFunction[])[],
  training: StaticTraining,
  onEpoch?: (epoch: number, loss: number) => void,
): StaticEmbedding {
  const hashesOf = createWordHasher();
  const termsOf = (each: MinedFunction): Terms => [...passageTerms(each, hashesOf).frequencies];
  const read = groups.flatMap((functions, group) =>
    functions
      .filter(({ query }) => query !== undefined)
      .map((each, index) => ({
        group,
        query: queryTermsOf(each.query ?? "").map(({ hash, count }) => [hash, count] as const),
        passage: termsOf(index % 100 < training.maskedShare * 100 ? masked(each) : each),
      })),
  );
  const documentFrequency = new Map<number, number>();
  for (const { query, passage } of read) {
    for (const hash of new Set([...query, ...passage].map(([each]) => each))) {
      documentFrequency.set(hash, (documentFrequency.get(hash) ?? 0) + 1);
    }
  }
  const kept = [...documentFrequency].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, training.vocabularySize);
  const termHashes = Uint32Array.from(kept, ([hash]) => hash).sort();
  const rows = new Map(Array.from(termHashes, (hash, row) => [hash, row]));
  const bagOf = (terms: Terms): Bag => {
    const known = terms.filter(([hash]) => rows.has(hash));
    return {
      rows: Int32Array.from(known, ([hash]) => rows.get(hash) ?? 0),
      weights: Float32Array.from(known, ([, frequency]) => frequencyWeight(frequency)),
    };
  };
  const pairs = read
    .map(({ group, query, passage }): Pair => ({ group, query: bagOf(query), passage: bagOf(passage) }))
    .filter(({ query, passage }) => query.rows.length > 0 && passage.rows.length > 0);
  // Rare terms say more: inverse document frequency is where their lengths begin.
  const initialLengths = Float32Array.from(
    termHashes,
    (hash) => Math.log(1 + read.length / (documentFrequency.get(hash) ?? 1)) / 4,
  );
  const table = trainContrastive(pairs, {
    ...training,
    vocabularySize: termHashes.length,
    initialLengths,
    ...(onEpoch && { onEpoch }),
  });
  return quantized(termHashes, table, training.dimension);
}

/** Rows as 8-bit integers, each with a scale of its own; named after what it holds. */
function quantized(termHashes: Uint32Array, table: Float32Array, dimension: number): StaticEmbedding {
  const scales = new Float32Array(termHashes.length);
  const rows = new Int8Array(table.length);
  for (let row = 0; row < termHashes.length; row++) {
    let most = 0;
    for (let index = row * dimension; index < (row + 1) * dimension; index++)
      most = Math.max(most, Math.abs(table[index] ?? 0));
    const scale = most / 127 || 1;
    scales[row] = scale;
    for (let index = row * dimension; index < (row + 1) * dimension; index++)
      rows[index] = Math.round((table[index] ?? 0) / scale);
  }
  const hash = createHash("sha256").update(termHashes).update(scales).update(rows).digest("hex");
  return { id: `espalier-static-${hash.slice(0, 8)}`, dimension, termHashes, scales, rows };
}
