/** The decoder configuration and the few tables of a GGUF model. */
import { UserError } from "../../base/errors.ts";
import { architectureKey, metadataCount, metadataNumber, metadataString } from "../../gguf/metadata.ts";
import { OUTPUT, TOKEN_EMBEDDING } from "../../gguf/tensorNames.ts";
import type { GgufFile } from "../../gguf/types.ts";
import type { DecoderConfig } from "./config.ts";
import { FAMILIES, familyOf } from "./config.ts";

/** Throws UserError for an architecture or a variant that the engine does not compute exactly. */
export function readConfig(file: GgufFile): DecoderConfig {
  const family = familyOf(metadataString(file, "general.architecture"));
  const key = (name: string): string => architectureKey(file, name);
  const embedding = metadataCount(file, key("embedding_length"));
  const headCount = metadataCount(file, key("attention.head_count"));
  const headDim = metadataCount(file, key("attention.key_length"), embedding / headCount);
  const table = file.tensors.get(TOKEN_EMBEDDING);
  const [vocabulary, width] = table?.shape ?? [];
  if (!vocabulary || width !== embedding) {
    throw new UserError(
      "engine/bad-model",
      `${file.path}: ${TOKEN_EMBEDDING} is [${table?.shape.join(", ") ?? "missing"}], expected [vocabulary, ${embedding}].`,
      "The model file is damaged or of an unknown layout; download it again.",
    );
  }
  const config: DecoderConfig = {
    ...FAMILIES[family],
    family,
    blockCount: metadataCount(file, key("block_count")),
    embedding,
    headCount,
    headCountKv: metadataCount(file, key("attention.head_count_kv"), headCount),
    headDim,
    feedForward: metadataCount(file, key("feed_forward_length")),
    vocabulary,
    contextLength: metadataCount(file, key("context_length")),
    normEpsilon: metadataNumber(file, key("attention.layer_norm_rms_epsilon")),
    rotaryBase: metadataNumber(file, key("rope.freq_base"), 10_000),
    rotaryScale: rotaryScale(file, key),
    tied: !file.tensors.has(OUTPUT),
  };
  refuseVariants(file, config, key);
  return config;
}

function rotaryScale(file: GgufFile, key: (name: string) => string): number {
  const type = metadataString(file, key("rope.scaling.type"), "none");
  if (type === "none") return metadataNumber(file, key("rope.scale_linear"), 1);
  if (type === "linear") return metadataNumber(file, key("rope.scaling.factor"), 1);
  throw unsupported(file, `its RoPE scaling is "${type}"; supported are none, linear and Llama 3's frequency factors`);
}

/** Variants of a known family that would train wrongly without a word. */
function refuseVariants(file: GgufFile, config: DecoderConfig, key: (name: string) => string): void {
  const experts = metadataNumber(file, key("expert_count"), 0);
  if (experts > 0) throw unsupported(file, `it is a mixture of ${experts} experts`);
  if (config.headCount % config.headCountKv !== 0) {
    throw unsupported(file, `its ${config.headCount} heads do not share ${config.headCountKv} key-value heads evenly`);
  }
  const rotated = metadataNumber(file, key("rope.dimension_count"), config.headDim);
  if (rotated !== config.headDim) {
    throw unsupported(file, `RoPE turns ${rotated} of the ${config.headDim} elements of a head`);
  }
}

const unsupported = (file: GgufFile, reason: string): UserError =>
  new UserError(
    "engine/unsupported-model",
    `${file.path} cannot be trained: ${reason}.`,
    "Choose another model: `espalier models list` shows ones that are known to work.",
  );
