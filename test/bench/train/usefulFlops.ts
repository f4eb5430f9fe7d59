/** How much arithmetic a LoRA step must do, whatever the engine does: what speeds are measured against. */
import { LINEAR_NAMES } from "../../../src/core/run.ts";
import type { LinearName } from "../../../src/core/run.ts";
import type { DecoderConfig } from "../../../src/engine/models/config.ts";
import { queryWidth } from "../../../src/engine/models/config.ts";
import { linearShape } from "../../../src/engine/nn/weights.ts";

export interface Work {
  /** Tokens of each example. */
  readonly lengths: readonly number[];
  /** Labelled tokens of all of them. */
  readonly targetCount: number;
}

const area = (model: DecoderConfig, name: LinearName): number => {
  const [out, into] = linearShape(model, name);
  return out * into;
};

/**
 * Floating-point operations that one step cannot do without, a multiplication and an addition counting as two:
 * 4 P a token for the frozen linear layers (forward, and the gradient of their input), 4 V D a labelled token for the
 * head, 3 times the causal half of attention, 6 P_lora a token for the adapter. Padding, recomputation and masked
 * scores do not count.
 */
export function usefulFlops(
  model: DecoderConfig,
  { rank, targets }: { readonly rank: number; readonly targets: readonly LinearName[] },
  { lengths, targetCount }: Work,
): number {
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const linears = model.blockCount * LINEAR_NAMES.reduce((sum, name) => sum + area(model, name), 0);
  const factors = targets.reduce((sum, name) => sum + linearShape(model, name)[0] + linearShape(model, name)[1], 0);
  const adapter = model.blockCount * rank * factors;
  const squares = lengths.reduce((sum, length) => sum + length * length, 0);
  const attention = (4 * model.blockCount * queryWidth(model) * squares) / 2;
  return (
    4 * linears * tokens + 4 * model.vocabulary * model.embedding * targetCount + 3 * attention + 6 * adapter * tokens
  );
}
