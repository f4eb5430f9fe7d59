import { constant, input } from "../../../src/engine/graph/leaf.ts";
import type { Tensor } from "../../../src/engine/graph/tensor.ts";
import { gather, rearrange, scatterAdd } from "../../../src/engine/ops/indexing.ts";
import { at } from "../../../src/base/at.ts";
import { element, ndArray, sumOf } from "../ndArray.ts";
import { float, int32, type OpRow, type WrongShapeRow } from "../opRow.ts";

const indices = (...values: number[]): Tensor => constant(values, [values.length], "int32");

export const indexingRows: readonly OpRow[] = [
  {
    op: "gather",
    about: "some rows twice, some never, in the shape of the index",
    operands: [float([5, 3]), int32([2, 2], [4, 1, 1, 0])],
    build: (table, index) => gather(table, index),
    expected: (table, index) => ndArray([2, 2, 3], (i, j, k) => element(table, element(index, i, j), k)),
  },
  {
    op: "gather",
    about: "by indices that are written into the graph",
    operands: [float([3, 2])],
    build: (table) => gather(table, indices(2, 0)),
    expected: (table) => ndArray([2, 2], (i, j) => element(table, at([2, 0], i), j)),
  },
  {
    op: "scatterAdd",
    about: "adds what shares a row and leaves the others 0",
    operands: [int32([2, 2], [3, 1, 1, 0]), float([4, 3])],
    build: (index, rows) => scatterAdd(5, index, rows),
    expected: (index, rows) =>
      ndArray([5, 3], (i, j) => sumOf(4, (k) => (at(index.data, k) === i ? element(rows, k, j) : 0))),
  },
  {
    op: "rearrange",
    about: "a cycle of rows, which is not its own inverse",
    operands: [float([3, 2]), int32([3], [1, 2, 0]), int32([3], [2, 0, 1])],
    build: (table, index, inverse) => rearrange(table, index, inverse),
    expected: (table, index) => ndArray([3, 2], (i, j) => element(table, element(index, i), j)),
  },
];

export const indexingWrongShapes: readonly WrongShapeRow[] = [
  {
    op: "gather",
    build: () => gather(input("x", [2, 3, 4]), indices(0)),
    message: "gather reads rows of a matrix, got [2, 3, 4]",
  },
  {
    op: "scatterAdd",
    build: () => scatterAdd(4, indices(0, 1, 2), input("rows", [2, 3])),
    message: "scatterAdd: 3 indices for rows [2, 3]",
  },
  {
    op: "rearrange",
    build: () => rearrange(input("x", [2, 3]), indices(0, 1, 0), indices(0, 1, 2)),
    message: "rearrange: the inverse has 3 entries for rows [2, 3]",
  },
];
