import { at } from "../../src/base/at.ts";
import { elementCount, type Shape } from "../../src/engine/graph/tensor.ts";

/** A small array for formulas written out with indices: slow, and plain enough to be believed. */
export interface NdArray {
  readonly shape: Shape;
  /** Row-major. */
  readonly data: ArrayLike<number>;
}

/** The array whose element at `index` is `value(...index)`. */
export function ndArray(shape: Shape, value: (...index: number[]) => number): NdArray {
  const data = Array.from({ length: elementCount(shape) }, (_, flat) => {
    const index: number[] = [];
    let rest = flat;
    for (const extent of [...shape].reverse()) {
      index.unshift(rest % extent);
      rest = Math.floor(rest / extent);
    }
    return value(...index);
  });
  return { shape, data };
}

/** One element under NumPy broadcasting: indices align at the last axis, and an axis of extent 1 is read at 0. */
export function element({ shape, data }: NdArray, ...index: number[]): number {
  const lead = index.length - shape.length;
  let flat = 0;
  shape.forEach((extent, axis) => {
    flat = flat * extent + (extent === 1 ? 0 : at(index, axis + lead));
  });
  return at(data, flat);
}

/** The sum of `term(0)` to `term(count - 1)`. */
export function sumOf(count: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
}
