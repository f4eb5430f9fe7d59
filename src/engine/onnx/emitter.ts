/** What an op's `emit` writes to: ONNX nodes and initializers with fresh names. */
import type { Attributes, Dtype, Shape, Tensor } from "../graph/tensor.ts";
import type { OnnxAttribute, OnnxInitializer, OnnxNode } from "./protobuf.ts";

/** Where the program will run: fused operators exist on some providers only. */
export type Provider = "cpu" | "webgpu";

export interface EmitContext {
  readonly emitter: Emitter;
  /** ONNX names of the inputs, in order. */
  readonly names: readonly string[];
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly attributes: Attributes;
}

export class Emitter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  private nextName = 0;
  /** Small integer vectors (shapes, axes) repeat in every block; each is written once. */
  private readonly shared = new Map<string, string>();

  constructor(readonly provider: Provider) {}

  /** Adds a node of the standard operator set with one output; returns that output's name. */
  node(type: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    return this.add("", type, inputs, attributes);
  }

  /** Adds a node of ONNX Runtime's own operator set (com.microsoft) with one output. */
  contrib(type: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    return this.add("com.microsoft", type, inputs, attributes);
  }

  initializer(dtype: Dtype, shape: Shape, values: ArrayLike<number>): string {
    const key = values.length <= 8 ? `${dtype}|${shape.join()}|${Array.from(values).join()}` : undefined;
    const known = key === undefined ? undefined : this.shared.get(key);
    if (known !== undefined) return known;
    const name = this.fresh("c");
    this.initializers.push({ name, dtype, shape, bytes: toBytes(dtype, values) });
    if (key !== undefined) this.shared.set(key, name);
    return name;
  }

  /** A vector of int64, as shapes and axes want it. */
  int64(values: readonly number[]): string {
    return this.initializer("int64", [values.length], values);
  }

  private add(
    domain: string,
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ): string {
    const output = this.fresh("t");
    this.nodes.push({ type, domain, inputs, outputs: [output], attributes });
    return output;
  }

  private fresh(prefix: string): string {
    return `${prefix}${this.nextName++}`;
  }
}

function toBytes(dtype: Dtype, values: ArrayLike<number>): Uint8Array {
  const typed =
    dtype === "float32"
      ? Float32Array.from(values)
      : dtype === "float64"
        ? Float64Array.from(values)
        : dtype === "int32"
          ? Int32Array.from(values)
          : BigInt64Array.from(Array.from(values, BigInt));
  return new Uint8Array(typed.buffer);
}
