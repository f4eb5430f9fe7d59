/** The only file that touches ONNX Runtime: an encoded program, compiled once and run many times. */
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Dtype } from "../graph/tensor.ts";
import { elementCount, showShape } from "../graph/tensor.ts";
import type { EncodedProgram } from "../onnx/encode.ts";
import type { Provider } from "../onnx/emitter.ts";

export type Values = Float32Array | Float64Array | Int32Array | BigInt64Array;
export type Feeds = Readonly<Record<string, Values>>;

export interface SessionOptions {
  readonly provider: Provider;
  /** Threads of one operator. */
  readonly threads: number;
  /** Asked before each run of a program. Defaults to taking every turn at once. */
  readonly turn?: Turn;
}

/** Resolves when it is one's turn to compute; undefined when it is already. */
export type Turn = () => Promise<void> | undefined;

export interface Program {
  /**
   * Runs once. `feeds` holds at least the program's inputs; others are ignored, so one record can serve several
   * programs. An output named in `into` is written there without a copy; the others are allocated.
   * Blocks the calling thread until the run ends.
   */
  run(feeds: Feeds, into?: Feeds): Promise<Record<string, Values>>;
  readonly inputs: EncodedProgram["inputs"];
  readonly outputs: EncodedProgram["outputs"];
  /** Bytes that an arena and threads hold are returned. */
  release(): Promise<void>;
}

/** Compiles `program`. Throws what ONNX Runtime throws: an encoding it refuses is a bug of ours. */
export async function compile(program: EncodedProgram, { provider, threads, turn }: SessionOptions): Promise<Program> {
  const session = await InferenceSession.create(program.model, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Even "basic" merges recomputation with its original and fuses transposes wrongly near Gemm; the graphs are
    // written in their final form.
    graphOptimizationLevel: "disabled",
    logSeverityLevel: 3,
    // An arena or a memory pattern would keep the peak of every compiled shape; the process heap serves them all.
    enableCpuMemArena: false,
    enableMemPattern: false,
    extra: {
      session: {
        set_denormal_as_zero: "1",
        // Each program has its own threads: those of the last one would spin on while the next one works.
        intra_op: { allow_spinning: "0" },
        ...(provider === "cpu" ? {} : { disable_cpu_ep_fallback: "1" }),
      },
    },
  });
  return {
    inputs: program.inputs,
    outputs: program.outputs,
    async run(feeds, into = {}) {
      const inputs: Record<string, OrtTensor> = {};
      for (const { name, dtype, shape } of program.inputs) {
        const values = feeds[name];
        if (!values) throw new Error(`program input ${name} was not fed`);
        inputs[name] = wrap(name, dtype, shape, values);
      }
      const fetches: Record<string, OrtTensor | null> = {};
      for (const { name, dtype, shape } of program.outputs) {
        const values = into[name];
        fetches[name] = values ? wrap(name, dtype, shape, values) : null;
      }
      const later = turn?.();
      if (later) await later;
      const results = await session.run(inputs, fetches);
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as Values]));
    },
    release: () => session.release(),
  };
}

function wrap(name: string, dtype: Dtype, shape: readonly number[], values: Values): OrtTensor {
  if (values.length !== elementCount(shape)) {
    throw new Error(`${name} has ${values.length} elements, its shape is ${showShape(shape)}`);
  }
  return new OrtTensor(dtype, values, shape);
}
