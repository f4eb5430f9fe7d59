import { describe, expect, it } from "vitest";
import { hasSimd, scanModule } from "../../../../src/retrieval/vectors/scanKernel.ts";
import { type QuantizedVectors, quantize, vectorBlock } from "../../../../src/retrieval/vectors/vectorBlock.ts";
import { webAssembly } from "../../../../src/retrieval/vectors/webAssembly.ts";

/** Numbers between -1 and 1 that are the same every time. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function unitVectors(count: number, dimension: number, seed: number): Float32Array {
  const values = numbers(count * dimension, seed);
  for (let row = 0; row < count; row++) {
    const vector = values.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.hypot(...vector);
    vector.forEach((value, index) => (vector[index] = value / length));
  }
  return values;
}

const extreme = (dimension: number, value: number): QuantizedVectors => ({
  dimension,
  scales: Float32Array.of(1 / 127, 1 / 127),
  rows: Int8Array.from({ length: 2 * dimension }, (_, index) => (index < dimension ? value : -value)),
});

describe("vector search", () => {
  it("runs by SIMD here", () => {
    expect(hasSimd()).toBe(true);
    expect(webAssembly.validate(scanModule())).toBe(true);
  });

  it.each([16, 256, 384, 1024])("gives by SIMD what the plain loop gives at %i dimensions", (dimension) => {
    const vectors = quantize(unitVectors(97, dimension, 1), dimension);
    const query = unitVectors(1, dimension, 2);
    const simd = vectorBlock(vectors, true).scores(query);
    const plain = vectorBlock(vectors, false).scores(query);
    expect(simd).toHaveLength(97);
    for (const [row, score] of simd.entries()) expect(score).toBeCloseTo(plain[row] ?? Number.NaN, 4);
  });

  it("stays near the products of the vectors as they were before they were quantized", () => {
    const dimension = 256;
    const values = unitVectors(50, dimension, 3);
    const query = unitVectors(1, dimension, 4);
    const scores = vectorBlock(quantize(values, dimension)).scores(query);
    for (const [row, score] of scores.entries()) {
      const exact = query.reduce((sum, value, index) => sum + value * (values[row * dimension + index] ?? 0), 0);
      expect(Math.abs(score - exact)).toBeLessThan(0.005);
    }
  });

  it("does not overflow where all products are as large as they can be", () => {
    const dimension = 2000 - (2000 % 16);
    const query = new Float32Array(dimension).fill(1);
    const [high, low] = vectorBlock(extreme(dimension, 127), true).scores(query);
    expect(high).toBeCloseTo(dimension, 0);
    expect(low).toBeCloseTo(-dimension, 0);
  });

  it("takes the plain loop for dimensions that the kernel cannot step through", () => {
    const vectors = quantize(unitVectors(3, 10, 5), 10);
    expect(vectorBlock(vectors, true).scores(unitVectors(1, 10, 6))).toHaveLength(3);
  });

  it("holds no vectors, zero vectors and zero queries", () => {
    expect(vectorBlock(quantize(new Float32Array(0), 16)).scores(new Float32Array(16))).toHaveLength(0);
    const zeros = vectorBlock(quantize(new Float32Array(32), 16));
    expect([...zeros.scores(new Float32Array(16).fill(1))]).toEqual([0, 0]);
    expect([...zeros.scores(new Float32Array(16))]).toEqual([0, 0]);
  });
});
