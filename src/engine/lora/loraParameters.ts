/** The parameters of an adapter, laid out and initialised. */
import type { LinearName } from "../../core/run.ts";
import { Random } from "../data/random.ts";
import type { DecoderConfig } from "../models/config.ts";
import { linearShape } from "../nn/weights.ts";
import { Parameters } from "../train/parameters.ts";
import type { ParameterSpec } from "../train/parameters.ts";
import { aName, bName } from "./lora.ts";

export interface LoraLayout {
  readonly rank: number;
  readonly targets: readonly LinearName[];
  /** The lowest block with an adapter; those above have one too. */
  readonly firstBlock: number;
  readonly loraPlusRatio: number;
}

/** Zeros; see `initializeLora`. */
export function loraParameters(
  config: DecoderConfig,
  { rank, targets, firstBlock, loraPlusRatio }: LoraLayout,
): Parameters {
  const specs: ParameterSpec[] = [];
  for (let block = firstBlock; block < config.blockCount; block++) {
    for (const target of targets) {
      const [out, into] = linearShape(config, target);
      specs.push({ block, name: aName(target), shape: [rank, into], rateFactor: 1 });
      specs.push({ block, name: bName(target), shape: [out, rank], rateFactor: loraPlusRatio });
    }
  }
  return new Parameters(specs);
}

/**
 * A uniform in ±1/sqrt(in), which is PEFT's Kaiming initialisation with a = sqrt(5); B zero, so that training
 * starts at the base model.
 */
export function initializeLora(parameters: Parameters, seed: number): void {
  const random = new Random(seed);
  for (const { name, shape, start, end } of parameters.placed) {
    if (!name.endsWith("lora_a")) continue;
    const bound = 1 / Math.sqrt(shape[1] ?? 1);
    for (let i = start; i < end; i++) parameters.values[i] = (2 * random.uniform() - 1) * bound;
  }
  parameters.version++;
}
