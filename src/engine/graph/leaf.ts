/** The leaves of a graph: inputs fed at every run, and constants written into the program. */
import { elementCount, expectShape, showShape } from "./tensor.ts";
import type { Attributes, Dtype, Op, Shape, Tensor } from "./tensor.ts";
import { apply } from "./tensor.ts";

const shapeOf = (_inputs: readonly Shape[], attributes: Attributes): Shape => attributes["shape"] as Shape;
const dtypeOf = (_inputs: readonly Dtype[], attributes: Attributes): Dtype => attributes["dtype"] as Dtype;

export const inputOp: Op = {
  name: "input",
  shape: shapeOf,
  dtype: dtypeOf,
  emit: ({ attributes }) => attributes["name"] as string,
  vjp: () => [],
};

/** A tensor fed by name at every run. */
export const input = (name: string, shape: Shape, dtype: Dtype = "float32"): Tensor =>
  apply(inputOp, [], { name, shape, dtype });

export const constantOp: Op = {
  name: "constant",
  shape: shapeOf,
  dtype: dtypeOf,
  emit: ({ emitter, attributes, output }) =>
    emitter.initializer(output.dtype, output.shape, attributes["values"] as readonly number[]),
  vjp: () => [],
};

/** Values written into the program. Only for small ones: a large table is an input. */
export function constant(values: number | readonly number[], shape: Shape = [], dtype: Dtype = "float32"): Tensor {
  const list = typeof values === "number" ? [values] : values;
  expectShape(
    list.length === elementCount(shape),
    () => `constant of shape ${showShape(shape)} needs ${elementCount(shape)} values, got ${list.length}`,
  );
  return apply(constantOp, [], { values: list, shape, dtype });
}

/** A scalar with the dtype of the tensor it is combined with. */
export const scalarLike = (tensor: Tensor, value: number): Tensor => constant(value, [], tensor.dtype);

export const isInput = (tensor: Tensor): boolean => tensor.op === inputOp;
export const inputName = (tensor: Tensor): string => tensor.attributes["name"] as string;
