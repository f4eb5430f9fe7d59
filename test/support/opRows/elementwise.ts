import type { Shape, Tensor } from "../../../src/engine/graph/tensor.ts";
import { input } from "../../../src/engine/graph/leaf.ts";
import * as ops from "../../../src/engine/ops/elementwise.ts";
import type { NdArray } from "../ndArray.ts";
import { element, ndArray } from "../ndArray.ts";
import { float, type OpRow, type WrongShapeRow } from "../opRow.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** Away from 0, where a logarithm has no derivative. */
const POSITIVE = [0.5, 2] as const;

const mapped = (x: NdArray, f: (value: number) => number): NdArray => ndArray(x.shape, (...i) => f(element(x, ...i)));

function binary(op: "add" | "sub" | "mul", f: (a: number, b: number) => number): OpRow[] {
  const row = (about: string, a: Shape, b: Shape, y: Shape): OpRow => ({
    op,
    about,
    operands: [float(a), float(b)],
    build: (x: Tensor, z: Tensor) => ops[op](x, z),
    expected: (x: NdArray, z: NdArray) => ndArray(y, (...i) => f(element(x, ...i), element(z, ...i))),
  });
  return [
    row("two of one shape", [2, 3], [2, 3], [2, 3]),
    row("a vector against each row", [2, 3], [3], [2, 3]),
    row("a vector against each row, the other way round", [3], [2, 3], [2, 3]),
    row("a column and a row", [2, 1], [1, 3], [2, 3]),
    row("a matrix against each of a stack", [2, 3, 4], [3, 1], [2, 3, 4]),
    row("a scalar", [2, 3], [], [2, 3]),
    row("two scalars", [], [], []),
  ];
}

const unary = (
  op: "neg" | "log" | "sqrt" | "reciprocal" | "sigmoid" | "silu",
  f: (x: number) => number,
  range: readonly [number, number] = [-3, 3],
): OpRow => ({
  op,
  about: "element by element",
  operands: [float([2, 3, 4], { range })],
  build: (x: Tensor) => ops[op](x),
  expected: (x: NdArray) => mapped(x, f),
});

export const elementwiseRows: readonly OpRow[] = [
  ...binary("add", (a, b) => a + b),
  ...binary("sub", (a, b) => a - b),
  ...binary("mul", (a, b) => a * b),
  unary("neg", (x) => -x),
  unary("log", Math.log, POSITIVE),
  unary("sqrt", Math.sqrt, POSITIVE),
  unary("reciprocal", (x) => 1 / x, POSITIVE),
  unary("sigmoid", sigmoid),
  unary("silu", (x) => x * sigmoid(x)),
  {
    op: "scale",
    about: "by a number",
    operands: [float([2, 3])],
    build: (x) => ops.scale(x, -2.5),
    expected: (x: NdArray) => mapped(x, (value) => -2.5 * value),
  },
  {
    op: "mul",
    about: "a tensor with itself adds both cotangents",
    operands: [float([2, 3])],
    build: (x: Tensor) => ops.mul(x, x),
    expected: (x: NdArray) => mapped(x, (value) => value * value),
  },
];

export const elementwiseWrongShapes: readonly WrongShapeRow[] = (["add", "sub", "mul"] as const).map((op) => ({
  op,
  build: () => ops[op](input("a", [2, 3]), input("b", [3, 2])),
  message: `${op}: [2, 3] and [3, 2] do not broadcast`,
}));
