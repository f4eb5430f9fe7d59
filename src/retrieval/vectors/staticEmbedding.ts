import { at } from "../../base/at.ts";
import { sortedIndex } from "../../base/sortedIndex.ts";
import { damaged, decodeSections, encodeSections, type SectionFormat } from "../sectionFile.ts";

/**
 * A vector for each of some thousand terms. A text's vector is the sum of those of its terms, each as often as the
 * logarithm of its frequency, brought to length one. How much a term matters is the length of its vector.
 * How it was trained: test/bench/retrieval/README.md.
 */
export interface StaticEmbedding {
  /** What vectors are known by: those of another model cannot be compared with them. */
  readonly id: string;
  readonly dimension: number;
  /** Ascending; the row of a term is its place here. */
  readonly termHashes: Uint32Array;
  /** Of each row: `value = scale * quantized`. */
  readonly scales: Float32Array;
  /** [terms, dimension] */
  readonly rows: Int8Array;
}

const FORMAT: SectionFormat = { magic: "ESPE", version: 1, sectionCount: 4 };
const MAX_DIMENSION = 4096;

export function encodeStaticEmbedding({
  id,
  dimension,
  termHashes,
  scales,
  rows,
}: StaticEmbedding): Uint8Array<ArrayBuffer> {
  const header = Buffer.from(JSON.stringify({ id, dimension }));
  return encodeSections(FORMAT, [header, termHashes, scales, rows]);
}

/** A model over the bytes of its file, without copying them. Throws UserError `index/damaged`, `index/other-version`. */
export function openStaticEmbedding(bytes: Uint8Array, name: string): StaticEmbedding {
  const [header, hashBytes, scaleBytes, rowBytes] = decodeSections(FORMAT, bytes, name);
  if (!header || !hashBytes || !scaleBytes || !rowBytes) throw damaged(name, "it has no rows");
  const { id, dimension } = JSON.parse(Buffer.from(header).toString("utf8")) as Record<string, unknown>;
  const termHashes = new Uint32Array(hashBytes.buffer, hashBytes.byteOffset, hashBytes.length >>> 2);
  const scales = new Float32Array(scaleBytes.buffer, scaleBytes.byteOffset, scaleBytes.length >>> 2);
  const rows = new Int8Array(rowBytes.buffer, rowBytes.byteOffset, rowBytes.length);
  const isWhole =
    typeof id === "string" &&
    typeof dimension === "number" &&
    Number.isInteger(dimension) &&
    dimension > 0 &&
    dimension <= MAX_DIMENSION &&
    scales.length === termHashes.length &&
    rows.length === termHashes.length * dimension;
  if (!isWhole) throw damaged(name, "its tables do not fit together");
  return { id, dimension, termHashes, scales, rows };
}

/** How much a term counts that is said `frequency` times. */
export const frequencyWeight = (frequency: number): number => Math.log1p(frequency);

/** Adds `weight` times the vector in `row` to `target`, from `offset` on. */
export function addRow(
  { rows, scales, dimension }: StaticEmbedding,
  row: number,
  weight: number,
  target: Float32Array,
  offset: number,
): void {
  const scale = at(scales, row) * weight;
  const start = row * dimension;
  for (let index = 0; index < dimension; index++) {
    target[offset + index] = (target[offset + index] ?? 0) + scale * (rows[start + index] ?? 0);
  }
}

/** The row of a term, or -1. */
export function rowOf({ termHashes }: StaticEmbedding, hash: number): number {
  return sortedIndex(termHashes, hash);
}

/** The vector of length one of a bag of terms; all zeros where the model knows none of them. */
export function embedTerms(
  model: StaticEmbedding,
  terms: Iterable<readonly [hash: number, frequency: number]>,
): Float32Array {
  const vector = new Float32Array(model.dimension);
  for (const [hash, frequency] of terms) {
    const row = rowOf(model, hash);
    if (row >= 0) addRow(model, row, frequencyWeight(frequency), vector, 0);
  }
  normalize(vector, 0, vector.length);
  return vector;
}

/** Brings `length` numbers from `start` on to length one; leaves zeros as they are. */
export function normalize(vector: Float32Array, start: number, length: number): void {
  let square = 0;
  for (let index = start; index < start + length; index++) square += (vector[index] ?? 0) ** 2;
  if (square === 0) return;
  const scale = 1 / Math.sqrt(square);
  for (let index = start; index < start + length; index++) vector[index] = (vector[index] ?? 0) * scale;
}
