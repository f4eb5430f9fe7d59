/** The decoder of Llama, Qwen2 and Qwen3, which differ only in `config`. */
import { extent } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { attention } from "../nn/attention.ts";
import type { AttentionInputs } from "../nn/attention.ts";
import { swiGlu } from "../nn/feedForward.ts";
import type { BlockWeights } from "../nn/weights.ts";
import { add } from "../ops/elementwise.ts";
import { reshape } from "../ops/movement.ts";
import { rmsNorm } from "../ops/normalize.ts";
import type { DecoderConfig } from "./config.ts";

/** What attention needs and the model does not decide. */
export type BlockGrid = Pick<AttentionInputs, "B" | "T" | "grid" | "cos" | "sin" | "mask">;

/** One block: x [R, D] -> [R, D] */
export function block(config: DecoderConfig, weights: BlockWeights, x: Tensor, grid: BlockGrid): Tensor {
  const { normEpsilon: epsilon, interleavedRotary: interleaved } = config;
  const norm = (name: "attn_norm" | "ffn_norm", y: Tensor): Tensor => rmsNorm(y, weights.vector(name), epsilon);
  const headNorm = (name: "attn_q_norm" | "attn_k_norm", y: Tensor): Tensor =>
    config.headNorm ? perHead(y, config.headDim, (heads) => rmsNorm(heads, weights.vector(name), epsilon)) : y;

  const [q, k, v] = triple(weights.linears(["attn_q", "attn_k", "attn_v"], norm("attn_norm", x))); //  [R, H·d] [R, K·d] [R, K·d]
  const mixed = attention(headNorm("attn_q_norm", q), headNorm("attn_k_norm", k), v, {
    ...config,
    ...grid,
    interleaved,
  }); // [R, H·d]
  const [attended] = single(weights.linears(["attn_output"], mixed)); //                                  [R, D]
  const h = add(x, attended); //                                                                          [R, D]

  const [gate, up] = pair(weights.linears(["ffn_gate", "ffn_up"], norm("ffn_norm", h))); //               [R, F] [R, F]
  const [down] = single(weights.linears(["ffn_down"], swiGlu(gate, up))); //                              [R, D]
  return add(h, down); //                                                                                 [R, D]
}

function perHead(x: Tensor, headDim: number, f: (heads: Tensor) => Tensor): Tensor {
  const [rows, width] = [extent(x.shape, 0), extent(x.shape, 1)];
  return reshape(f(reshape(x, [(rows * width) / headDim, headDim])), [rows, width]);
}

function single([a]: readonly Tensor[]): [Tensor] {
  if (!a) throw new Error("expected one tensor");
  return [a];
}
function pair([a, b]: readonly Tensor[]): [Tensor, Tensor] {
  if (!a || !b) throw new Error("expected two tensors");
  return [a, b];
}
function triple([a, b, c]: readonly Tensor[]): [Tensor, Tensor, Tensor] {
  if (!a || !b || !c) throw new Error("expected three tensors");
  return [a, b, c];
}
