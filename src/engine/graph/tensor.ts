/**
 * The symbolic graph: immutable tensors that remember the op and the inputs they come from.
 * Nothing is computed here; `onnx/encode` writes a graph as an ONNX program and `runtime` runs it.
 */
import type { EmitContext } from "../onnx/emitter.ts";

export type Dtype = "float32" | "float64" | "int32" | "int64";
export type FloatDtype = "float32" | "float64";
export type Shape = readonly number[];
export type AttributeValue = number | string | boolean | readonly number[];
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export interface Tensor {
  /** Unique within the process and increasing, so inputs always have smaller ids than what uses them. */
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: Dtype;
}

/** Adds the cotangent of one input; a thunk, so that the work is done only for inputs on the path to a target. */
export type CotangentThunk = () => Tensor;

/** One row of the op table: how it types, how it is written as ONNX, how it is differentiated. */
export interface Op {
  readonly name: string;
  /** The output's shape; throws ShapeError for inputs that do not fit. */
  readonly shape: (inputs: readonly Shape[], attributes: Attributes) => Shape;
  /** The output's dtype; that of the first input when absent. */
  readonly dtype?: (inputs: readonly Dtype[], attributes: Attributes) => Dtype;
  /** Writes ONNX nodes and returns the name of the output. */
  readonly emit: (context: EmitContext) => string;
  /** One thunk per input, `null` where no gradient flows. */
  readonly vjp: (cotangent: Tensor, inputs: readonly Tensor[], output: Tensor) => readonly (CotangentThunk | null)[];
}

/** A shape that an op cannot take; the message names the op and the shapes. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

let nextId = 0;

/** Applies `op`, checking shapes at once, where the mistake is. */
export function apply(op: Op, inputs: readonly Tensor[], attributes: Attributes = {}): Tensor {
  const shape = op.shape(
    inputs.map((input) => input.shape),
    attributes,
  );
  const dtypes = inputs.map((input) => input.dtype);
  const dtype = op.dtype ? op.dtype(dtypes, attributes) : dtypes[0];
  if (dtype === undefined) throw new ShapeError(`${op.name} needs at least one input`);
  return { id: nextId++, op, inputs, attributes, shape, dtype };
}

/** The number of elements of a shape; 1 for a scalar. */
export const elementCount = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1);

/** Throws ShapeError, with the message made only when it is needed. */
export function expectShape(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new ShapeError(message());
}

export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i]);

/** `tensors` and everything they depend on, inputs before users, not entering `stops`. */
export function ancestors(tensors: readonly Tensor[], stops: ReadonlySet<Tensor> = new Set()): Tensor[] {
  const seen = new Set<Tensor>();
  const pending = [...tensors];
  for (let tensor = pending.pop(); tensor; tensor = pending.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    if (!stops.has(tensor)) pending.push(...tensor.inputs);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
