/** The weights of one block as the graph sees them, and which of its inputs are trained. */
import type { TrainingConfig } from "../../core/run.ts";
import type { Tensor } from "../graph/tensor.ts";
import { aName, bName, loraInputs, loraLinear, loraOptions, mergedLoraLinear } from "../lora/lora.ts";
import type { LoraOptions } from "../lora/lora.ts";
import type { DecoderConfig } from "../models/config.ts";
import type { BlockWeights } from "../nn/weights.ts";
import { blockWeights } from "../nn/weights.ts";
import { dropoutMasks } from "./dropout.ts";

export interface BlockGraph {
  readonly weights: BlockWeights;
  /** The trained inputs, by the name they are fed under; complete once the block has been built. */
  readonly trainables: () => Readonly<Record<string, Tensor>>;
}

/** A block whose weights are fed and stay as they are. */
export const frozenBlock = (model: DecoderConfig): BlockGraph => ({
  weights: blockWeights(model, "float32"),
  trainables: () => ({}),
});

/** A block whose every weight is trained. */
export function fullBlock(model: DecoderConfig): BlockGraph {
  const weights = blockWeights(model, "float32");
  return { weights, trainables: () => Object.fromEntries(weights.inputs) };
}

/** A block with adapters; `dropoutRows` is the number of rows when dropout is on. */
export function loraBlock(
  model: DecoderConfig,
  options: LoraOptions,
  { merged, dropoutRows }: { merged: boolean; dropoutRows?: number },
): BlockGraph {
  const pairs = loraInputs(model, options, "float32");
  const masks = dropoutRows === undefined ? undefined : dropoutMasks(model, dropoutRows);
  const rule = merged ? mergedLoraLinear(pairs, options.scale) : loraLinear(pairs, options.scale, masks);
  const trainables = [...pairs].flatMap(([name, { a, b }]) => [[aName(name), a] as const, [bName(name), b] as const]);
  return { weights: blockWeights(model, "float32", rule), trainables: () => Object.fromEntries(trainables) };
}

/** The block that a configuration trains, without dropout: what memory estimates look at. */
export const blockGraph = (model: DecoderConfig, config: TrainingConfig, merged: boolean): BlockGraph =>
  config.method === "full" ? fullBlock(model) : loraBlock(model, loraOptions(config), { merged });
