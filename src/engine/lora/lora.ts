/** LoRA as a decoration of `linear` (arXiv:2106.09685): the only place of the graph that knows it exists. */
import type { LinearName, TrainingConfig } from "../../core/run.ts";
import { input } from "../graph/leaf.ts";
import type { FloatDtype, Tensor } from "../graph/tensor.ts";
import { customGradient } from "../ops/customGradient.ts";
import { mul } from "../ops/elementwise.ts";
import { matmul } from "../ops/linalg.ts";
import type { DecoderConfig } from "../models/config.ts";
import { linearShape, plainLinear } from "../nn/weights.ts";
import type { LinearRule } from "../nn/weights.ts";

export interface LoraOptions {
  readonly rank: number;
  /** Factor of B A: alpha / rank, or alpha / sqrt(rank) with rank stabilisation. */
  readonly scale: number;
  readonly targets: readonly LinearName[];
}

/** The trainable pair of one linear layer: a [r, in], b [out, r]. */
export interface LoraPair {
  readonly a: Tensor;
  readonly b: Tensor;
}

export const loraOptions = ({
  rank,
  alpha,
  rsLora,
  targets,
}: Pick<TrainingConfig, "rank" | "alpha" | "rsLora" | "targets">): LoraOptions => ({
  rank,
  scale: alpha / (rsLora ? Math.sqrt(rank) : rank),
  targets,
});

/** Names under which a pair is fed. */
export const aName = (name: LinearName): string => `${name}.weight.lora_a`;
export const bName = (name: LinearName): string => `${name}.weight.lora_b`;

/** The trainable inputs of one block, in the order of `targets`. */
export function loraInputs(
  config: DecoderConfig,
  { rank, targets }: LoraOptions,
  dtype: FloatDtype,
): Map<LinearName, LoraPair> {
  return new Map(
    targets.map((name) => {
      const [out, into] = linearShape(config, name);
      return [name, { a: input(aName(name), [rank, into], dtype), b: input(bName(name), [out, rank], dtype) }];
    }),
  );
}

/**
 * y = x Wᵀ + s (x Aᵀ) Bᵀ.
 * `dropout`, where given, is multiplied into the x that A reads: [N, in] of 0 and 1 / keep.
 */
export const loraLinear =
  (
    pairs: ReadonlyMap<LinearName, LoraPair>,
    scale: number,
    dropout?: (name: LinearName, x: Tensor) => Tensor,
  ): LinearRule =>
  (name, x, weight) => {
    const y = plainLinear(name, x, weight);
    const pair = pairs.get(name);
    if (!pair) return y;
    const dropped = dropout ? mul(x, dropout(name, x)) : x;
    const low = matmul(dropped, pair.a, { transposeB: true }); // [N, r]
    return matmul(low, pair.b, { transposeB: true, alpha: scale, plus: y });
  };

/**
 * The same function for a weight that already holds W + s B A: one GEMM forward, one for dx, where the separate
 * form needs three and three. A and B still get their gradients, from x and ct alone.
 */
export const mergedLoraLinear =
  (pairs: ReadonlyMap<LinearName, LoraPair>, scale: number): LinearRule =>
  (name, x, merged) => {
    const y = plainLinear(name, x, merged);
    const pair = pairs.get(name);
    if (!pair) return y;
    return customGradient(y, [x, pair.a, pair.b], (ct) => [
      () => matmul(ct, merged),
      // dA = s (ct B)ᵀ x
      () => matmul(matmul(ct, pair.b, { alpha: scale }), x, { transposeA: true }),
      // dB = s ctᵀ (x Aᵀ)
      () => matmul(ct, matmul(x, pair.a, { transposeB: true, alpha: scale }), { transposeA: true }),
    ]);
  };

/** W + s B A: what a merged linear multiplies by. w [out, in] -> [out, in] */
export const mergeWeight = (w: Tensor, { a, b }: LoraPair, scale: number): Tensor =>
  matmul(b, a, { alpha: scale, plus: w });
