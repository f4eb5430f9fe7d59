/** How a decoder reaches its weights; LoRA and full training are other implementations of the same interface. */
import type { LinearName } from "../../core/run.ts";
import { input } from "../graph/leaf.ts";
import type { FloatDtype, Tensor } from "../graph/tensor.ts";
import { add } from "../ops/elementwise.ts";
import { matmul } from "../ops/linalg.ts";
import type { DecoderConfig } from "../models/config.ts";
import { keyWidth, queryWidth } from "../models/config.ts";

export type VectorName =
  "attn_norm" | "ffn_norm" | "attn_q_norm" | "attn_k_norm" | "attn_q.bias" | "attn_k.bias" | "attn_v.bias";

/** The weights of one block. */
export interface BlockWeights {
  /** The inputs asked for so far, by the name they are fed under. */
  readonly inputs: ReadonlyMap<string, Tensor>;
  /** x [N, in] -> [N, out], for several linears that read the same x. */
  linears(names: readonly LinearName[], x: Tensor): Tensor[];
  vector(name: VectorName): Tensor;
}

/** [out, in] of each linear layer. */
export function linearShape(config: DecoderConfig, name: LinearName): readonly [number, number] {
  const { embedding: D, feedForward: F } = config;
  switch (name) {
    case "attn_q":
      return [queryWidth(config), D];
    case "attn_k":
    case "attn_v":
      return [keyWidth(config), D];
    case "attn_output":
      return [D, queryWidth(config)];
    case "ffn_gate":
    case "ffn_up":
      return [F, D];
    case "ffn_down":
      return [D, F];
  }
}

export function vectorShape(config: DecoderConfig, name: VectorName): readonly [number] {
  switch (name) {
    case "attn_norm":
    case "ffn_norm":
      return [config.embedding];
    case "attn_q_norm":
    case "attn_k_norm":
      return [config.headDim];
    case "attn_q.bias":
      return [queryWidth(config)];
    case "attn_k.bias":
    case "attn_v.bias":
      return [keyWidth(config)];
  }
}

/** The name under which a block's tensor is fed to a program. */
export const feedName = (name: LinearName | VectorName): string => (name.endsWith(".bias") ? name : `${name}.weight`);

const BIASES: Partial<Record<LinearName, VectorName>> = {
  attn_q: "attn_q.bias",
  attn_k: "attn_k.bias",
  attn_v: "attn_v.bias",
};

/** How one linear layer computes, given its weight [out, in]. */
export type LinearRule = (name: LinearName, x: Tensor, weight: Tensor) => Tensor;

/** y = x Wᵀ */
export const plainLinear: LinearRule = (_name, x, weight) => matmul(x, weight, { transposeB: true });

/** Weights that are inputs of the program, so that one program serves every block. */
export function blockWeights(config: DecoderConfig, dtype: FloatDtype, linear: LinearRule = plainLinear): BlockWeights {
  const cache = new Map<string, Tensor>();
  const fed = (name: string, shape: readonly number[]): Tensor => {
    const tensor = cache.get(name) ?? input(name, shape, dtype);
    cache.set(name, tensor);
    return tensor;
  };
  const vector = (name: VectorName): Tensor => fed(feedName(name), vectorShape(config, name));
  return {
    inputs: cache,
    vector,
    linears: (names, x) =>
      names.map((name) => {
        const y = linear(name, x, fed(feedName(name), linearShape(config, name)));
        const bias = config.attentionBias ? BIASES[name] : undefined;
        return bias ? add(y, vector(bias)) : y;
      }),
  };
}
