import type { TokenizedExample } from "../../src/core/example.ts";
import { LINEAR_NAMES } from "../../src/core/run.ts";
import { packBatch } from "../../src/engine/data/packed.ts";
import { constant, input } from "../../src/engine/graph/leaf.ts";
import type { FloatDtype, Tensor } from "../../src/engine/graph/tensor.ts";
import { loraInputs, loraLinear, mergedLoraLinear, mergeWeight } from "../../src/engine/lora/lora.ts";
import type { LoraOptions } from "../../src/engine/lora/lora.ts";
import type { DecoderConfig, Family } from "../../src/engine/models/config.ts";
import { FAMILIES } from "../../src/engine/models/config.ts";
import { block } from "../../src/engine/models/decoder.ts";
import { headIndex, rowCount } from "../../src/engine/nn/gridIndex.ts";
import { linearCrossEntropy } from "../../src/engine/nn/loss.ts";
import { causalMask, rotaryTable } from "../../src/engine/nn/rotaryTable.ts";
import type { LinearRule } from "../../src/engine/nn/weights.ts";
import { blockWeights, plainLinear } from "../../src/engine/nn/weights.ts";
import { mul } from "../../src/engine/ops/elementwise.ts";
import { gather } from "../../src/engine/ops/indexing.ts";
import { concat, reshape } from "../../src/engine/ops/movement.ts";
import { rmsNorm } from "../../src/engine/ops/normalize.ts";
import { sum } from "../../src/engine/ops/reduce.ts";
import type { Numbers } from "./evaluateGraph.ts";
import { mulberry32 } from "../../src/base/mulberry32.ts";

/** Two blocks, four heads that share two key-value heads, and little else. */
export const tinyConfig = (family: Family, overrides: Partial<DecoderConfig> = {}): DecoderConfig => ({
  ...FAMILIES[family],
  family,
  blockCount: 2,
  embedding: 6,
  headCount: 4,
  headCountKv: 2,
  headDim: 4,
  feedForward: 5,
  vocabulary: 7,
  contextLength: 32,
  // A power of two, so that float32 holds it exactly.
  normEpsilon: 2 ** -14,
  rotaryBase: 100,
  rotaryScale: 1,
  tied: true,
  ...overrides,
});

export interface WholeDecoderOptions {
  readonly dtype: FloatDtype;
  readonly lora?: LoraOptions;
  /** The adapter's products are merged into the weights, whose own gradient is then not defined. */
  readonly merged?: boolean;
  /** The embedding's output is an input of the graph, `x`, instead of being gathered. */
  readonly fromEmbedded?: boolean;
}

export interface WholeDecoder {
  /** Mean negative log likelihood of the targets. */
  readonly loss: Tensor;
  /** [L, 1] */
  readonly nll: Tensor;
  /** Every float input that may be trained, by the name it is fed under. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  readonly adapter: Readonly<Record<string, Tensor>>;
  /** For inputs that share a name within the graph. */
  readonly names: ReadonlyMap<Tensor, string>;
  /** Random parameters and what the batch needs. */
  readonly feeds: Numbers;
}

/** A whole decoder with its loss as one graph: what the block-by-block engine must agree with. */
export function wholeDecoder(
  config: DecoderConfig,
  examples: readonly TokenizedExample[],
  { dtype, lora, merged = false, fromEmbedded = false }: WholeDecoderOptions,
): WholeDecoder {
  const batch = packBatch(examples);
  const { B, T, M } = batch;
  const [R, L] = [rowCount(batch), batch.targetRows.length];
  const { embedding: D, vocabulary: V, headCount, headCountKv, headDim } = config;
  const names = new Map<Tensor, string>();
  const grid = {
    B,
    T,
    grid: {
      queryCells: input("queryCells", [B * headCount * T], "int32"),
      queryRows: input("queryRows", [R * headCount], "int32"),
      keyCells: input("keyCells", [B * headCountKv * T], "int32"),
      keyRows: input("keyRows", [R * headCountKv], "int32"),
    },
    cos: input("cos", [T, headDim / 2], dtype),
    sin: input("sin", [T, headDim / 2], dtype),
    mask: input("mask", [1, T, T], dtype),
  };

  const table = input("token_embd.weight", [V, D], dtype);
  const embedded = fromEmbedded ? input("x", [M, D], dtype) : gather(table, input("tokens", [M], "int32"));
  const padding = constant(new Array<number>((R - M) * D).fill(0), [R - M, D], dtype);
  let x = R > M ? concat([embedded, padding], 0) : embedded;
  const parameters: Record<string, Tensor> = {};
  const adapter: Record<string, Tensor> = {};
  for (let i = 0; i < config.blockCount; i++) {
    const pairs = lora ? loraInputs(config, lora, dtype) : new Map<never, never>();
    for (const [name, { a, b }] of pairs) {
      adapter[`blk.${i}.${name}.weight.lora_a`] = a;
      adapter[`blk.${i}.${name}.weight.lora_b`] = b;
    }
    const weights = blockWeights(config, dtype, linearRule(pairs, lora?.scale ?? 0, merged));
    x = block(config, weights, x, grid);
    for (const [name, tensor] of weights.inputs) parameters[`blk.${i}.${name}`] = tensor;
  }
  const norm = input("output_norm.weight", [D], dtype);
  const head = config.tied ? table : input("output.weight", [V, D], dtype);
  const h = gather(rmsNorm(x, norm, config.normEpsilon), input("targetRows", [L], "int32"));
  const nll = linearCrossEntropy(h, head, input("labels", [L], "int32"));
  const mean = constant(new Array<number>(L).fill(1 / L), [L, 1], dtype);
  const loss = reshape(sum(mul(nll, mean), 0), []);

  parameters["output_norm.weight"] = norm;
  if (!config.tied) parameters["output.weight"] = head;
  if (fromEmbedded) parameters["x"] = embedded;
  if (config.tied || !fromEmbedded) parameters["token_embd.weight"] = table;
  for (const [name, tensor] of Object.entries({ ...parameters, ...adapter })) names.set(tensor, name);

  const query = headIndex(batch, headCount);
  const key = headIndex(batch, headCountKv);
  return {
    loss,
    nll,
    parameters,
    adapter,
    names,
    feeds: {
      ...randomParameters({ ...parameters, ...adapter }),
      tokens: batch.tokens,
      targetRows: batch.targetRows,
      labels: batch.targetTokens,
      queryCells: query.cells,
      queryRows: query.rows,
      keyCells: key.cells,
      keyRows: key.rows,
      ...rotaryTable(config, T),
      mask: causalMask(T),
    },
  };
}

function linearRule(pairs: Parameters<typeof loraLinear>[0], scale: number, merged: boolean): LinearRule {
  if (pairs.size === 0) return plainLinear;
  if (!merged) return loraLinear(pairs, scale);
  return (name, x, weight) => {
    const pair = pairs.get(name);
    return mergedLoraLinear(pairs, scale)(name, x, pair ? mergeWeight(weight, pair, scale) : weight);
  };
}

/** Norms near 1, everything else of the size that keeps activations near 1. Both halves of an adapter are non-zero. */
function randomParameters(tensors: Readonly<Record<string, Tensor>>): Numbers {
  const random = mulberry32(11);
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape }]) => {
      const [centre, amplitude] = name.includes("norm") ? [1, 0.3] : [0, shape.length === 1 ? 0.3 : 0.8];
      const count = shape.reduce((product, extent) => product * extent, 1);
      // Rounded, so that both precisions start from the same numbers.
      return [name, Array.from({ length: count }, () => Math.fround(centre + amplitude * (2 * random() - 1)))];
    }),
  );
}

/** Rank 2 on every linear layer. */
export const TINY_LORA: LoraOptions = { rank: 2, scale: 0.5, targets: LINEAR_NAMES };

/** Examples of the given lengths with random tokens; the last `targets` tokens of each are to be learnt. */
export function randomExamples(
  lengths: readonly number[],
  vocabulary: number,
  { targets = 2, seed = 5 }: { targets?: number; seed?: number } = {},
): TokenizedExample[] {
  const random = mulberry32(seed);
  return lengths.map((length, i) => ({
    id: `example ${i}`,
    tokens: Int32Array.from({ length }, () => Math.floor(vocabulary * random())),
    isTarget: Uint8Array.from({ length }, (_, t) => (t > 0 && t >= length - targets ? 1 : 0)),
  }));
}
