import { hasSimd, instantiateScan, LANES, MAX_QUERY } from "./scanKernel.ts";
import { webAssembly } from "./webAssembly.ts";

/** Vectors as 8-bit integers, each with a scale of its own: `value = scale * quantized`. */
export interface QuantizedVectors {
  readonly dimension: number;
  /** [count] */
  readonly scales: Float32Array;
  /** [count, dimension] */
  readonly rows: Int8Array;
}

/** Vectors made ready to be compared with queries. */
export interface VectorBlock {
  readonly count: number;
  readonly dimension: number;
  /** query [dimension] -> its dot product with each vector; valid until the next call. */
  scores(query: Float32Array): Float32Array;
}

const PAGE_BYTES = 65_536;

/** Compares by SIMD where the engine has it and the dimension allows, else by a plain loop. */
export function vectorBlock(vectors: QuantizedVectors, allowSimd: boolean = hasSimd()): VectorBlock {
  return allowSimd && vectors.dimension % LANES === 0 ? simdBlock(vectors) : plainBlock(vectors);
}

function simdBlock({ dimension, scales, rows }: QuantizedVectors): VectorBlock {
  const count = scales.length;
  const scalesAt = rows.length;
  const queryAt = scalesAt + 4 * count;
  const scoresAt = queryAt + 2 * dimension;
  const memory = new webAssembly.Memory({ initial: Math.ceil((scoresAt + 4 * count) / PAGE_BYTES) });
  const { buffer } = memory;
  new Int8Array(buffer, 0, rows.length).set(rows);
  new Float32Array(buffer, scalesAt, count).set(scales);
  const quantized = new Int16Array(buffer, queryAt, dimension);
  const scores = new Float32Array(buffer, scoresAt, count);
  const kernel = instantiateScan(memory);
  return {
    count,
    dimension,
    scores(query) {
      const most = query.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1;
      for (let index = 0; index < dimension; index++) {
        quantized[index] = Math.round(((query[index] ?? 0) / most) * MAX_QUERY);
      }
      kernel.scan(0, scalesAt, queryAt, scoresAt, count, dimension);
      const scale = most / MAX_QUERY;
      for (let row = 0; row < count; row++) scores[row] = (scores[row] ?? 0) * scale;
      return scores;
    },
  };
}

function plainBlock({ dimension, scales, rows }: QuantizedVectors): VectorBlock {
  const scores = new Float32Array(scales.length);
  return {
    count: scales.length,
    dimension,
    scores(query) {
      for (let row = 0; row < scores.length; row++) {
        let sum = 0;
        for (let index = 0; index < dimension; index++)
          sum += (rows[row * dimension + index] ?? 0) * (query[index] ?? 0);
        scores[row] = sum * (scales[row] ?? 0);
      }
      return scores;
    },
  };
}

/** Vectors [count, dimension], one after another, as 8-bit integers. */
export function quantize(values: Float32Array, dimension: number): QuantizedVectors {
  const count = values.length / dimension;
  const scales = new Float32Array(count);
  const rows = new Int8Array(values.length);
  for (let row = 0; row < count; row++) {
    const [start, end] = [row * dimension, (row + 1) * dimension];
    let most = 0;
    for (let index = start; index < end; index++) most = Math.max(most, Math.abs(values[index] ?? 0));
    if (most === 0) continue;
    scales[row] = most / 127;
    for (let index = start; index < end; index++) rows[index] = Math.round(((values[index] ?? 0) / most) * 127);
  }
  return { dimension, scales, rows };
}
