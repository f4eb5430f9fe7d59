/** Names that llama.cpp gives the tensors of decoder models (gguf-py, TENSOR_NAMES). */

/** Embedding [vocabulary, embedding]; also the head of models without `OUTPUT`. */
export const TOKEN_EMBEDDING = "token_embd.weight";
/** Head [vocabulary, embedding]; absent where it is tied to the embedding. */
export const OUTPUT = "output.weight";
/** Gain of the last norm [embedding]. */
export const OUTPUT_NORM = "output_norm.weight";
/** Frequency factors of Llama 3's long-context RoPE [headDim / 2]; most models have none. */
export const ROPE_FREQUENCIES = "rope_freqs.weight";

/** Tensors that each block has under `blk.N.`, as `<name>.weight`; a few families add `<name>.bias`. */
export type BlockTensorName =
  | "attn_norm"
  | "attn_q"
  | "attn_k"
  | "attn_v"
  | "attn_output"
  | "attn_q_norm"
  | "attn_k_norm"
  | "ffn_norm"
  | "ffn_gate"
  | "ffn_up"
  | "ffn_down";

/** `blk.3.attn_q.weight`; blocks count from 0 at the embedding's side. */
export function blockWeight(block: number, name: BlockTensorName): string {
  return `blk.${block}.${name}.weight`;
}

/** The two factors that a LoRA adapter file holds for one weight: a [rank, in], b [out, rank]. */
export function loraPair(weight: string): { readonly a: string; readonly b: string } {
  return { a: `${weight}.lora_a`, b: `${weight}.lora_b` };
}
