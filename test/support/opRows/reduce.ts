import { input } from "../../../src/engine/graph/leaf.ts";
import type { Shape, Tensor } from "../../../src/engine/graph/tensor.ts";
import * as ops from "../../../src/engine/ops/reduce.ts";
import type { NdArray } from "../ndArray.ts";
import { element, ndArray, sumOf } from "../ndArray.ts";
import { float, type OpRow, type WrongShapeRow } from "../opRow.ts";

/** Each op over the first, a middle and the last axis of a [2, 3, 4]. */
function overEachAxis(
  op: "sum" | "mean" | "sumSquare" | "max",
  reduce: (values: readonly number[]) => number,
): OpRow[] {
  const shape: Shape = [2, 3, 4];
  return [0, 1, 2, -1].map((axis) => {
    const along = (axis + 3) % 3;
    return {
      op,
      about: `axis ${axis}`,
      operands: [float(shape, { differentiable: op !== "max" })],
      build: (x: Tensor) => ops[op](x, axis),
      expected: (x: NdArray) =>
        ndArray(
          shape.map((n, i) => (i === along ? 1 : n)),
          (...index) =>
            reduce(Array.from({ length: shape[along] ?? 0 }, (_, k) => element(x, ...index.with(along, k)))),
        ),
    };
  });
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const sumTo = (from: Shape, to: Shape, expected: (x: NdArray) => NdArray): OpRow => ({
  op: "sumTo",
  about: `[${from.join(", ")}] to [${to.join(", ")}]`,
  operands: [float(from)],
  build: (x) => ops.sumTo(x, to),
  expected,
});

export const reduceRows: readonly OpRow[] = [
  ...overEachAxis("sum", total),
  ...overEachAxis("mean", (values) => total(values) / values.length),
  ...overEachAxis("sumSquare", (values) => total(values.map((value) => value * value))),
  ...overEachAxis("max", (values) => Math.max(...values)),
  sumTo([2, 3], [2, 3], (x) => x),
  sumTo([2, 3], [3], (x) => ndArray([3], (j) => sumOf(2, (i) => element(x, i, j)))),
  sumTo([2, 3], [2, 1], (x) => ndArray([2, 1], (i) => sumOf(3, (j) => element(x, i, j)))),
  sumTo([2, 3, 4], [3, 1], (x) => ndArray([3, 1], (j) => sumOf(2, (i) => sumOf(4, (k) => element(x, i, j, k))))),
  sumTo([2, 3], [], (x) => ndArray([], () => sumOf(2, (i) => sumOf(3, (j) => element(x, i, j))))),
  sumTo([1, 3], [3], (x) => ndArray([3], (j) => element(x, 0, j))),
];

export const reduceWrongShapes: readonly WrongShapeRow[] = [
  ...(["sum", "mean", "sumSquare", "max"] as const).map((op) => ({
    op,
    build: () => ops[op](input("x", [2, 3]), 2),
    message: `${op}: axis 2 is outside [2, 3]`,
  })),
  {
    op: "sumTo",
    build: () => ops.sumTo(input("x", [2, 3]), [4]),
    message: "reshape: [1, 3] has 3 elements, [4] wants 4",
  },
];
