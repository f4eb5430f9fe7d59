import { grad } from "../../src/engine/grad.ts";
import { input } from "../../src/engine/graph/leaf.ts";
import type { FloatDtype, Shape, Tensor } from "../../src/engine/graph/tensor.ts";
import { elementCount } from "../../src/engine/graph/tensor.ts";
import { mul } from "../../src/engine/ops/elementwise.ts";
import { reshape } from "../../src/engine/ops/movement.ts";
import { sum } from "../../src/engine/ops/reduce.ts";
import type { Numbers } from "./evaluateGraph.ts";
import type { NdArray } from "./ndArray.ts";
import { mulberry32 } from "../../src/base/mulberry32.ts";

export interface Operand {
  readonly shape: Shape;
  readonly dtype: "float" | "int32";
  /** Random floats lie here. */
  readonly range: readonly [from: number, to: number];
  /** Fixed values; all of an int32 operand. */
  readonly values?: readonly number[];
  readonly differentiable: boolean;
}

/** Random values in [-1, 1), differentiated, unless told otherwise. */
export const float = (
  shape: Shape,
  {
    range = [-1, 1],
    ...rest
  }: { range?: readonly [number, number]; values?: readonly number[]; differentiable?: boolean } = {},
): Operand => ({ shape, dtype: "float", range, differentiable: true, ...rest });

export const int32 = (shape: Shape, values: readonly number[]): Operand => ({
  shape,
  dtype: "int32",
  range: [0, 0],
  values,
  differentiable: false,
});

/** One check of one op: what it gives, and that its gradient is the derivative of that. */
export interface OpRow {
  /** The exported name. */
  readonly op: string;
  readonly about: string;
  readonly operands: readonly Operand[];
  readonly build: (...operands: Tensor[]) => Tensor;
  /** The same by another way. */
  readonly expected: (...operands: NdArray[]) => NdArray;
}

/** A call with shapes that do not fit, and the whole message it must give. */
export interface WrongShapeRow {
  readonly op: string;
  readonly build: () => Tensor;
  readonly message: string;
}

export interface OpGraph {
  readonly y: Tensor;
  /** sum(y · weights), with random weights, so that every element of the cotangent counts and differs. */
  readonly loss: Tensor;
  /** The differentiable operands by the name they are fed under. */
  readonly wrt: Readonly<Record<string, Tensor>>;
  readonly feeds: Numbers;
  readonly operands: readonly NdArray[];
}

export function opGraph({ operands, build }: OpRow, dtype: FloatDtype): OpGraph {
  const random = mulberry32(7);
  const uniform = (from: number, to: number): number => from + (to - from) * random();
  const arrays = operands.map(({ shape, values, range: [from, to] }) => ({
    shape,
    data: values ?? Array.from({ length: elementCount(shape) }, () => uniform(from, to)),
  }));
  const tensors = operands.map((operand, i) =>
    input(`x${i}`, operand.shape, operand.dtype === "float" ? dtype : "int32"),
  );
  const y = build(...tensors);
  const count = elementCount(y.shape);
  const weights = input("weights", [count], dtype);
  return {
    y,
    loss: reshape(sum(mul(reshape(y, [count]), weights), 0), []),
    wrt: Object.fromEntries(
      tensors.flatMap((tensor, i) => (operands[i]?.differentiable ? [[`x${i}`, tensor] as const] : [])),
    ),
    feeds: {
      ...Object.fromEntries(arrays.map(({ data }, i) => [`x${i}`, data] as const)),
      weights: Array.from({ length: count }, () => uniform(-1, 1)),
    },
    operands: arrays,
  };
}

/** The gradients of the graph's loss, as outputs named after their operands. */
export function gradientOutputs({ loss, wrt }: OpGraph): Record<string, Tensor> {
  const gradients = grad(loss, Object.values(wrt));
  return Object.fromEntries(Object.keys(wrt).flatMap((name, i) => (gradients[i] ? [[`d ${name}`, gradients[i]]] : [])));
}
