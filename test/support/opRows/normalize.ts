import { input } from "../../../src/engine/graph/leaf.ts";
import { inverseRms, rmsNorm, softmax } from "../../../src/engine/ops/normalize.ts";
import type { NdArray } from "../ndArray.ts";
import { element, ndArray, sumOf } from "../ndArray.ts";
import { float, type OpRow, type WrongShapeRow } from "../opRow.ts";

/** exp(x - log sum exp(x)) over the last axis, without the shift that keeps large numbers finite. */
const softmaxOf = (x: NdArray): NdArray =>
  ndArray(
    x.shape,
    (...i) => Math.exp(element(x, ...i)) / sumOf(last(x), (k) => Math.exp(element(x, ...i.with(-1, k)))),
  );
const last = ({ shape }: NdArray): number => shape.at(-1) ?? 1;

/** A power of two: the fused operator's epsilon is a float32 even where the tensor is float64. */
const EPSILON = 2 ** -10;
const rms = (x: NdArray, i: number[]): number =>
  Math.sqrt(sumOf(last(x), (k) => element(x, ...i.with(-1, k)) ** 2) / last(x) + EPSILON);

export const normalizeRows: readonly OpRow[] = [
  { op: "softmax", about: "of a matrix", operands: [float([3, 5])], build: (x) => softmax(x), expected: softmaxOf },
  { op: "softmax", about: "of a stack", operands: [float([2, 3, 4])], build: (x) => softmax(x), expected: softmaxOf },
  {
    op: "softmax",
    about: "of numbers whose exponentials overflow",
    operands: [float([1, 3], { values: [1000, 1001, 1002] })],
    build: (x) => softmax(x),
    expected: () => softmaxOf({ shape: [1, 3], data: [0, 1, 2] }),
  },
  {
    op: "inverseRms",
    about: "of each row",
    operands: [float([2, 3, 4])],
    build: (x) => inverseRms(x, EPSILON),
    expected: (x) => ndArray([2, 3, 1], (...i) => 1 / rms(x, i)),
  },
  ...[
    [3, 5],
    [2, 3, 4],
  ].map((shape): OpRow => ({
    op: "rmsNorm",
    about: `of [${shape.join(", ")}]`,
    operands: [float(shape), float(shape.slice(-1))],
    build: (x, weight) => rmsNorm(x, weight, EPSILON),
    expected: (x, weight) =>
      ndArray(x.shape, (...i) => (element(x, ...i) * element(weight, i.at(-1) ?? 0)) / rms(x, i)),
  })),
];

export const normalizeWrongShapes: readonly WrongShapeRow[] = [
  {
    op: "rmsNorm",
    build: () => rmsNorm(input("x", [2, 3]), input("weight", [4]), EPSILON),
    message: "rmsNorm: weight [4] for [2, 3], expected [3]",
  },
];
