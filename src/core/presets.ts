import { UserError } from "../base/errors.ts";
import { LINEAR_NAMES, type PresetName, type TrainingConfig } from "./run.ts";
import { parseTrainingConfig } from "./trainingConfig.ts";

/**
 * The middle of what Unsloth, LLaMA-Factory, Axolotl and torchtune ship for models of 0.1B to 3B:
 * rank 16 with alpha 32 on all seven linear layers, 2e-4 with a cosine and a tenth of warm-up.
 */
const BALANCED: TrainingConfig = {
  method: "lora",
  rank: 16,
  alpha: 32,
  dropout: 0,
  targets: LINEAR_NAMES,
  rsLora: false,
  loraPlusRatio: 1,
  epochs: 2,
  batchSize: 8,
  microBatchTokens: 1024,
  maxTokens: 1024,
  learningRate: 2e-4,
  schedule: "cosine",
  warmup: 0.1,
  weightDecay: 0,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  clipNorm: 1,
  seed: 0,
  validateEvery: 20,
  patience: 3,
  checkpointEvery: 20,
  weightBits: "auto",
  device: "auto",
};

export const PRESETS: Readonly<Record<PresetName, TrainingConfig>> = {
  /** One pass over short examples in small batches: a first look within minutes. */
  quick: {
    ...BALANCED,
    epochs: 1,
    batchSize: 4,
    maxTokens: 512,
    learningRate: 3e-4,
    validateEvery: 10,
    checkpointEvery: 10,
  },
  balanced: BALANCED,
  /** Three passes, a larger adapter and more patience: an evening's run. */
  thorough: {
    ...BALANCED,
    rank: 32,
    alpha: 64,
    dropout: 0.05,
    epochs: 3,
    batchSize: 16,
    patience: 5,
  },
};

export const PRESET_HELP: Readonly<Record<PresetName, string>> = {
  quick: "one epoch, examples up to 512 tokens: a first look",
  balanced: "two epochs, rank 16: the default",
  thorough: "three epochs, rank 32, dropout: when the data is worth it",
};

/**
 * The preset with `overrides` laid over it, checked field by field. Fields that are undefined in `overrides` do not override.
 * Throws UserError `config/preset` for an unknown preset and `config/invalid` for wrong values.
 */
export function resolveConfig(preset: string, overrides: Readonly<Record<string, unknown>> = {}): TrainingConfig {
  if (!isPreset(preset)) {
    throw new UserError(
      "config/preset",
      `unknown preset "${preset}"; expected one of ${Object.keys(PRESETS).join(", ")}`,
      "Choose one with --preset.",
    );
  }
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return parseTrainingConfig({ ...PRESETS[preset], ...Object.fromEntries(given) });
}

const isPreset = (name: string): name is PresetName => Object.hasOwn(PRESETS, name);
