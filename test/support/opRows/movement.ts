import { input } from "../../../src/engine/graph/leaf.ts";
import type { Tensor } from "../../../src/engine/graph/tensor.ts";
import { concat, expand, pad, reshape, slice } from "../../../src/engine/ops/movement.ts";
import type { NdArray } from "../ndArray.ts";
import { element, ndArray } from "../ndArray.ts";
import { float, type OpRow, type WrongShapeRow } from "../opRow.ts";

export const movementRows: readonly OpRow[] = [
  {
    op: "reshape",
    about: "keeps row-major order",
    operands: [float([2, 6])],
    build: (x) => reshape(x, [3, 4]),
    expected: (x: NdArray) => ({ shape: [3, 4], data: x.data }),
  },
  {
    op: "reshape",
    about: "to the shape it has",
    operands: [float([2, 3])],
    build: (x) => reshape(x, [2, 3]),
    expected: (x: NdArray) => x,
  },
  {
    op: "expand",
    about: "a new axis and one of extent 1",
    operands: [float([3, 1])],
    build: (x) => expand(x, [2, 3, 4]),
    expected: (x: NdArray) => ndArray([2, 3, 4], (...i) => element(x, ...i)),
  },
  {
    op: "expand",
    about: "a scalar",
    operands: [float([])],
    build: (x) => expand(x, [2, 2]),
    expected: (x: NdArray) => ndArray([2, 2], () => element(x)),
  },
  {
    op: "slice",
    about: "the middle of an axis",
    operands: [float([2, 5, 3])],
    build: (x) => slice(x, 1, 1, 4),
    expected: (x: NdArray) => ndArray([2, 3, 3], (i, j, k) => element(x, i, j + 1, k)),
  },
  {
    op: "slice",
    about: "the end of an axis counted from the back",
    operands: [float([2, 5])],
    build: (x) => slice(x, -1, 3, 5),
    expected: (x: NdArray) => ndArray([2, 2], (i, j) => element(x, i, j + 3)),
  },
  {
    op: "pad",
    about: "before and after",
    operands: [float([2, 3])],
    build: (x) => pad(x, -1, 1, 2),
    expected: (x: NdArray) => ndArray([2, 6], (i, j) => (j >= 1 && j < 4 ? element(x, i, j - 1) : 0)),
  },
  {
    op: "concat",
    about: "three along the first axis",
    operands: [float([1, 2]), float([3, 2]), float([2, 2])],
    build: (...parts) => concat(parts, 0),
    expected: (...parts) => ({ shape: [6, 2], data: parts.flatMap(({ data }) => Array.from(data)) }),
  },
  {
    op: "concat",
    about: "along the last axis",
    operands: [float([2, 1]), float([2, 3])],
    build: (a: Tensor, b: Tensor) => concat([a, b], -1),
    expected: (a: NdArray, b: NdArray) => ndArray([2, 4], (i, j) => (j < 1 ? element(a, i, j) : element(b, i, j - 1))),
  },
];

const x = (): Tensor => input("x", [2, 3]);

export const movementWrongShapes: readonly WrongShapeRow[] = [
  {
    op: "reshape",
    build: () => reshape(x(), [4]),
    message: "reshape: [2, 3] has 6 elements, [4] wants 4",
  },
  {
    op: "expand",
    build: () => expand(x(), [2, 1]),
    message: "expand: [2, 3] does not broadcast to [2, 1]",
  },
  {
    op: "slice",
    build: () => slice(x(), 1, 2, 4),
    message: "slice: 2..4 is outside axis 1 of [2, 3]",
  },
  {
    op: "pad",
    build: () => pad(x(), 2, 1, 1),
    message: "pad: axis 2 is outside [2, 3]",
  },
  {
    op: "concat",
    build: () => concat([x(), input("y", [2, 4])], 0),
    message: "concat: [2, 3] and [2, 4] differ outside axis 0",
  },
];
