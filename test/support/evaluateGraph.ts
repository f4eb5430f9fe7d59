import { at } from "../../src/base/at.ts";
import type { Dtype, Tensor } from "../../src/engine/graph/tensor.ts";
import type { Provider } from "../../src/engine/onnx/emitter.ts";
import { encode } from "../../src/engine/onnx/encode.ts";
import type { Feeds, Values } from "../../src/engine/runtime/session.ts";
import { compile } from "../../src/engine/runtime/session.ts";

/** Values by the name they are fed under, as plain numbers. */
export type Numbers = Readonly<Record<string, ArrayLike<number>>>;

export interface OpenGraph {
  /** Feeds may hold more than the graph reads. */
  run(feeds: Numbers): Promise<Record<string, Float64Array>>;
  release(): Promise<void>;
}

export interface GraphOptions {
  /** Defaults to `"cpu"`. On `"webgpu"` nothing may fall back to the CPU: ONNX Runtime refuses such a graph. */
  readonly provider?: Provider;
  /** Names for inputs that share one within a graph, such as the weights of its blocks. */
  readonly names?: ReadonlyMap<Tensor, string>;
}

/** Compiles a graph, to be run with several feeds. */
export async function openGraph(
  outputs: Readonly<Record<string, Tensor>>,
  { provider = "cpu", names = new Map<Tensor, string>() }: GraphOptions = {},
): Promise<OpenGraph> {
  const program = await compile(encode(outputs, { provider, cut: names }), { provider, threads: 1 });
  return {
    async run(feeds) {
      const typed: Feeds = Object.fromEntries(
        program.inputs.map(({ name, dtype }) => [name, typedArray(dtype, feeds[name] ?? notFed(name))]),
      );
      const results = await program.run(typed);
      return Object.fromEntries(
        Object.entries(results).map(([name, values]) => [name, Float64Array.from(numbers(values))]),
      );
    },
    release: () => program.release(),
  };
}

/** Runs a graph once. */
export async function evaluateGraph(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Numbers,
  options: GraphOptions = {},
): Promise<Record<string, Float64Array>> {
  const graph = await openGraph(outputs, options);
  try {
    return await graph.run(feeds);
  } finally {
    await graph.release();
  }
}

function typedArray(dtype: Dtype, values: ArrayLike<number>): Values {
  switch (dtype) {
    case "float32":
      return Float32Array.from(values);
    case "float64":
      return Float64Array.from(values);
    case "int32":
      return Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(Array.from(values, BigInt));
  }
}

const numbers = (values: Values): number[] =>
  Array.from({ length: values.length }, (_, i) => Number(at<number | bigint>(values, i)));

function notFed(name: string): never {
  throw new Error(`${name} has no values`);
}
