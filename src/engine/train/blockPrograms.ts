/** The programs of a decoder block for one batch shape. */
import type { BlockGraph } from "./blockGraph.ts";
import { at } from "../../base/at.ts";
import { peakBytes } from "../graph/liveness.ts";
import { isWorthSaving, savedTensors } from "../graph/partition.ts";
import { input } from "../graph/leaf.ts";
import type { Tensor } from "../graph/tensor.ts";
import { elementCount } from "../graph/tensor.ts";
import { pullback } from "../grad.ts";
import { block } from "../models/decoder.ts";
import type { BlockGrid } from "../models/decoder.ts";
import type { DecoderConfig } from "../models/config.ts";
import type { BlockWeights } from "../nn/weights.ts";
import type { EncodedProgram } from "../onnx/encode.ts";
import { encode } from "../onnx/encode.ts";
import type { Provider } from "../onnx/emitter.ts";

export interface BatchShape {
  /** Rows, grid lines and grid columns (see PackedBatch). */
  readonly R: number;
  readonly B: number;
  readonly T: number;
}

/** What the forward program keeps for the backward one; all else is computed again. */
export type SavePolicy = "balanced" | "small";

const KEEP: Readonly<Record<SavePolicy, (tensor: Tensor) => boolean>> = {
  // Products of rows by weights, and what the model marks: the attention output. Scores and all element-wise work
  // are computed again.
  balanced: (tensor) => (tensor.op.name === "matmul" && tensor.shape.length === 2) || isWorthSaving(tensor),
  small: () => false,
};

export interface BlockProgramSpec {
  /** y, and what is saved as s0, s1, … */
  readonly forward: EncodedProgram;
  /** From dy and what was saved: dx (unless `needsInputGradient` is false) and the gradient of each trainable, by name. */
  readonly backward: EncodedProgram;
  readonly saved: readonly { readonly name: string; readonly length: number }[];
}

/** Inputs that do not depend on the block. */
export function gridInputs(config: DecoderConfig, { R, B, T }: BatchShape): BlockGrid {
  const { headCount: H, headCountKv: K, headDim } = config;
  return {
    B,
    T,
    grid: {
      queryCells: input("queryCells", [B * H * T], "int32"),
      queryRows: input("queryRows", [R * H], "int32"),
      keyCells: input("keyCells", [B * K * T], "int32"),
      keyRows: input("keyRows", [R * K], "int32"),
    },
    cos: input("cos", [T, headDim / 2]),
    sin: input("sin", [T, headDim / 2]),
    mask: input("mask", [1, T, T]),
  };
}

/** x -> y alone, for frozen blocks and evaluation. */
export function forwardProgram(
  config: DecoderConfig,
  weights: BlockWeights,
  shape: BatchShape,
  provider: Provider,
): EncodedProgram {
  const x = input("x", [shape.R, config.embedding]);
  return encode({ y: block(config, weights, x, gridInputs(config, shape)) }, { provider });
}

interface TrainingGraph {
  readonly y: Tensor;
  /** Output name of each gradient. */
  readonly gradients: Readonly<Record<string, Tensor>>;
  readonly saved: readonly Tensor[];
}

function trainingGraph(
  config: DecoderConfig,
  { weights, trainables }: BlockGraph,
  shape: BatchShape,
  policy: SavePolicy,
  needsInputGradient: boolean,
): TrainingGraph {
  const x = input("x", [shape.R, config.embedding]);
  const y = block(config, weights, x, gridInputs(config, shape));
  const dy = input("dy", [shape.R, config.embedding]);
  const wrt = needsInputGradient ? { dx: x, ...trainables() } : trainables();
  const gradients = pullback(y, dy, Object.values(wrt));
  const named = Object.keys(wrt).map((name, i) => [gradientName(name), at(gradients, i)] as const);
  return { y, gradients: Object.fromEntries(named), saved: savedTensors([y], gradients, KEEP[policy]) };
}

export function trainingPrograms(
  config: DecoderConfig,
  graph: BlockGraph,
  shape: BatchShape,
  { provider, policy, needsInputGradient }: { provider: Provider; policy: SavePolicy; needsInputGradient: boolean },
): BlockProgramSpec {
  const { y, gradients, saved } = trainingGraph(config, graph, shape, policy, needsInputGradient);
  const names = saved.map((tensor, i) => [`s${i}`, tensor] as const);
  return {
    forward: encode({ y, ...Object.fromEntries(names) }, { provider }),
    backward: encode(gradients, { provider, cut: new Map(names.map(([name, tensor]) => [tensor, name])) }),
    saved: names.map(([name, tensor]) => ({ name, length: elementCount(tensor.shape) })),
  };
}

/** Elements of s0, s1, … */
export const savedLengths = (
  config: DecoderConfig,
  graph: BlockGraph,
  shape: BatchShape,
  policy: SavePolicy,
): number[] => trainingGraph(config, graph, shape, policy, true).saved.map((tensor) => elementCount(tensor.shape));

/** What one block saves, and what its programs need while they run, in bytes of float32. */
export function blockMemory(
  config: DecoderConfig,
  graph: BlockGraph,
  shape: BatchShape,
  policy: SavePolicy,
): { savedBytes: number; temporaryBytes: number } {
  const { y, gradients, saved } = trainingGraph(config, graph, shape, policy, true);
  return {
    savedBytes: 4 * saved.reduce((total, tensor) => total + elementCount(tensor.shape), 0),
    temporaryBytes: Math.max(peakBytes([y, ...saved]), peakBytes(Object.values(gradients), new Set(saved))),
  };
}

/** The output that holds the gradient of the input `name`; the same name would be read and written at once. */
export const gradientName = (name: string): string => (name === "dx" ? name : `d ${name}`);
