/** Functions of several ops whose gradients are written by hand. */
import { input } from "../../../src/engine/graph/leaf.ts";
import { loraLinear, mergedLoraLinear, mergeWeight } from "../../../src/engine/lora/lora.ts";
import { swiGlu } from "../../../src/engine/nn/feedForward.ts";
import { linearCrossEntropy } from "../../../src/engine/nn/loss.ts";
import { customGradient } from "../../../src/engine/ops/customGradient.ts";
import { mul, scale } from "../../../src/engine/ops/elementwise.ts";
import type { NdArray } from "../ndArray.ts";
import { element, ndArray, sumOf } from "../ndArray.ts";
import { float, int32, type OpRow, type WrongShapeRow } from "../opRow.ts";

const SCALE = 0.5;
/** x [N, K] times the transpose of w [M, K]. */
const timesTransposed = (x: NdArray, w: NdArray): NdArray =>
  ndArray([x.shape[0] ?? 0, w.shape[0] ?? 0], (i, j) =>
    sumOf(x.shape[1] ?? 0, (k) => element(x, i, k) * element(w, j, k)),
  );

const loraOperands = [float([5, 4]), float([3, 4]), float([2, 4]), float([3, 2])] as const;
const loraExpected = (x: NdArray, w: NdArray, a: NdArray, b: NdArray): NdArray => {
  const [base, low] = [timesTransposed(x, w), timesTransposed(timesTransposed(x, a), b)];
  return ndArray(base.shape, (...i) => element(base, ...i) + SCALE * element(low, ...i));
};
/** 0, or 1 / keep for a keep of a half, as LoRA dropout multiplies. */
const DROPPED = [2, 0, 2, 2, 0, 0, 2, 0, 2, 2, 2, 0, 0, 2, 2, 0, 2, 0, 0, 2];

export const compositionRows: readonly OpRow[] = [
  {
    op: "customGradient",
    about: "keeps the value and takes the rule's gradient",
    operands: [float([2, 3])],
    build: (x) => customGradient(mul(x, x), [x], (ct) => [() => mul(ct, scale(x, 2))]),
    expected: (x) => ndArray(x.shape, (...i) => element(x, ...i) ** 2),
  },
  {
    op: "swiGlu",
    about: "silu of the gate times the other",
    operands: [float([3, 4], { range: [-4, 4] }), float([3, 4])],
    build: (gate, up) => swiGlu(gate, up),
    expected: (gate, up) =>
      ndArray(gate.shape, (...i) => (element(gate, ...i) * element(up, ...i)) / (1 + Math.exp(-element(gate, ...i)))),
  },
  {
    op: "loraLinear",
    about: "beside the weight",
    operands: [...loraOperands],
    build: (x, w, a, b) => loraLinear(new Map([["attn_q", { a, b }]]), SCALE)("attn_q", x, w),
    expected: loraExpected,
  },
  {
    op: "loraLinear",
    about: "with dropout in front of A alone",
    operands: [...loraOperands, float([5, 4], { values: DROPPED, differentiable: false })],
    build: (x, w, a, b, mask) => loraLinear(new Map([["attn_q", { a, b }]]), SCALE, () => mask)("attn_q", x, w),
    expected: (x, w, a, b, mask) => {
      const base = timesTransposed(x, w);
      const dropped = ndArray(x.shape, (...i) => element(x, ...i) * element(mask, ...i));
      const low = timesTransposed(timesTransposed(dropped, a), b);
      return ndArray(base.shape, (...i) => element(base, ...i) + SCALE * element(low, ...i));
    },
  },
  {
    op: "mergedLoraLinear",
    about: "with the product merged into the weight",
    // The weight is frozen: its gradient is none of a merged layer's business.
    operands: [float([5, 4]), float([3, 4], { differentiable: false }), float([2, 4]), float([3, 2])],
    build: (x, w, a, b) =>
      mergedLoraLinear(new Map([["attn_q", { a, b }]]), SCALE)("attn_q", x, mergeWeight(w, { a, b }, SCALE)),
    expected: loraExpected,
  },
  {
    op: "mergeWeight",
    about: "the weight plus the scaled product",
    operands: [float([3, 4]), float([2, 4]), float([3, 2])],
    build: (w, a, b) => mergeWeight(w, { a, b }, SCALE),
    expected: (w, a, b) =>
      ndArray(w.shape, (i, j) => element(w, i, j) + SCALE * sumOf(2, (r) => element(b, i, r) * element(a, r, j))),
  },
  {
    op: "linearCrossEntropy",
    about: "two rows of one label",
    operands: [float([3, 4]), float([6, 4]), int32([3], [5, 0, 5])],
    build: (h, head, labels) => linearCrossEntropy(h, head, labels),
    expected: (h, head, labels) => {
      const logits = timesTransposed(h, head);
      return ndArray([3, 1], (i) => {
        const total = sumOf(6, (v) => Math.exp(element(logits, i, v)));
        return Math.log(total) - element(logits, i, element(labels, i));
      });
    },
  },
  {
    op: "linearCrossEntropy",
    about: "a label whose probability is below what float32 can hold",
    operands: [float([1, 1], { values: [200] }), float([2, 1], { values: [1, 0] }), int32([1], [1])],
    build: (h, head, labels) => linearCrossEntropy(h, head, labels),
    expected: () => ({ shape: [1, 1], data: [200] }),
  },
];

export const compositionWrongShapes: readonly WrongShapeRow[] = [
  {
    op: "swiGlu",
    build: () => swiGlu(input("gate", [2, 3]), input("up", [2, 4])),
    message: "mul: [2, 3] and [2, 4] do not broadcast",
  },
  {
    op: "linearCrossEntropy",
    build: () => linearCrossEntropy(input("h", [2, 3]), input("head", [5, 4]), input("labels", [2], "int32")),
    message: "matmul: [2, 3] and [5, 4]ᵀ differ in the inner extent, 3 and 4",
  },
];
