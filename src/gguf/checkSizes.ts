import { ggufErrors } from "./errors.ts";
import { architectureKey, metadataCount } from "./metadata.ts";
import { blockWeight, TOKEN_EMBEDDING } from "./tensorNames.ts";
import type { GgufFile } from "./types.ts";

/** What llama.cpp has room for (its LLAMA_MAX_LAYERS); the deepest models have about 130. */
const MAX_BLOCKS = 512;

/** Sizes that a model has if it has the tensor: recurrent models, for one, truly say 0 heads. */
const SIZES: readonly (readonly [name: string, tensor: string])[] = [
  ["context_length", TOKEN_EMBEDDING],
  ["embedding_length", TOKEN_EMBEDDING],
  ["feed_forward_length", blockWeight(0, "ffn_up")],
  ["attention.head_count", blockWeight(0, "attn_q")],
  ["attention.head_count_kv", blockWeight(0, "attn_k")],
  ["attention.key_length", blockWeight(0, "attn_k")],
  ["attention.value_length", blockWeight(0, "attn_v")],
];

/**
 * Refuses a model whose metadata names sizes that no model has. llama.cpp, which is given the file next, ends its whole
 * process at some of them instead of refusing the file. Throws UserError `gguf/wrong-type` or `gguf/too-large`.
 */
export function checkSizes(file: Pick<GgufFile, "path" | "metadata" | "tensors">): void {
  /** The size under `name`; undefined where the file does not say, or lists one a block, as some families do. */
  const sizeOf = (name: string): number | undefined => {
    const type = file.metadata.get(architectureKey(file, name))?.type;
    return type === undefined || type === "array" ? undefined : metadataCount(file, architectureKey(file, name));
  };
  for (const [name, tensor] of SIZES) if (file.tensors.has(tensor)) sizeOf(name);
  const blockCount = sizeOf("block_count") ?? 1;
  if (blockCount > MAX_BLOCKS) {
    const key = `metadata key ${architectureKey(file, "block_count")}`;
    throw ggufErrors.tooLarge(file.path, key, blockCount, MAX_BLOCKS);
  }
}
