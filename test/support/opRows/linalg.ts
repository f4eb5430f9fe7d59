import { input } from "../../../src/engine/graph/leaf.ts";
import type { Shape } from "../../../src/engine/graph/tensor.ts";
import { matmul } from "../../../src/engine/ops/linalg.ts";
import type { NdArray } from "../ndArray.ts";
import { element, ndArray, sumOf } from "../ndArray.ts";
import { float, type OpRow, type WrongShapeRow } from "../opRow.ts";

const BOTH = [false, true] as const;

/** [2, 3] times [3, 4], in stacks of `lead`, stored with or without their last axes swapped. */
function product(lead: Shape, transposeA: boolean, transposeB: boolean, alpha: number, plus: boolean): OpRow {
  const [M, K, N] = [2, 3, 4];
  const swap = (transpose: boolean, rows: number, columns: number): Shape =>
    transpose ? [...lead, columns, rows] : [...lead, rows, columns];
  const read = (array: NdArray, transpose: boolean, stack: number[], row: number, column: number): number =>
    transpose ? element(array, ...stack, column, row) : element(array, ...stack, row, column);
  return {
    op: "matmul",
    about: [
      lead.length > 0 ? `a stack [${lead.join(", ")}]` : "matrices",
      transposeA ? "aᵀ" : "a",
      transposeB ? "bᵀ" : "b",
      `alpha ${alpha}`,
      ...(plus ? ["plus"] : []),
    ].join(", "),
    operands: [float(swap(transposeA, M, K)), float(swap(transposeB, K, N)), ...(plus ? [float([...lead, M, N])] : [])],
    build: (a, b, c) => matmul(a, b, { transposeA, transposeB, alpha, ...(plus ? { plus: c } : {}) }),
    expected: (a, b, c) =>
      ndArray([...lead, M, N], (...index) => {
        const [stack, i, j] = [index.slice(0, -2), index.at(-2) ?? 0, index.at(-1) ?? 0];
        const dot = sumOf(K, (k) => read(a, transposeA, stack, i, k) * read(b, transposeB, stack, k, j));
        return alpha * dot + (plus ? element(c, ...index) : 0);
      }),
  };
}

export const linalgRows: readonly OpRow[] = [[], [3], [2, 2]].flatMap((lead) =>
  BOTH.flatMap((transposeA) =>
    BOTH.flatMap((transposeB) => [
      product(lead, transposeA, transposeB, 1, false),
      // A power of two: Gemm's alpha is a float32 even where the matrices are float64.
      product(lead, transposeA, transposeB, 0.25, false),
      product(lead, transposeA, transposeB, 0.25, true),
    ]),
  ),
);

export const linalgWrongShapes: readonly WrongShapeRow[] = [
  {
    op: "matmul",
    build: () => matmul(input("a", [2, 3]), input("b", [4, 5])),
    message: "matmul: [2, 3] and [4, 5] differ in the inner extent, 3 and 4",
  },
  {
    op: "matmul",
    build: () => matmul(input("a", [2, 3]), input("b", [3, 5]), { transposeB: true }),
    message: "matmul: [2, 3] and [3, 5]ᵀ differ in the inner extent, 3 and 5",
  },
  {
    op: "matmul",
    build: () => matmul(input("a", [2, 3]), input("b", [3])),
    message: "matmul: [2, 3] and [3] need at least two axes each",
  },
  {
    op: "matmul",
    build: () => matmul(input("a", [2, 2, 3]), input("b", [4, 3, 5])),
    message: "matmul: [2, 2, 3] and [4, 3, 5] differ in their leading axes",
  },
  {
    op: "matmul",
    build: () => matmul(input("a", [2, 3]), input("b", [3, 5]), { plus: input("c", [5]) }),
    message: "matmul: [2, 3] and [3, 5] plus [5], expected [2, 5]",
  },
];
