import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { TokenizedExample } from "../../src/core/example.ts";
import { PRESETS } from "../../src/core/presets.ts";
import type { TrainingConfig } from "../../src/core/run.ts";
import { LINEAR_NAMES } from "../../src/core/run.ts";
import { packBatch } from "../../src/engine/data/packed.ts";
import { readConfig } from "../../src/engine/models/readConfig.ts";
import type { DecoderConfig } from "../../src/engine/models/config.ts";
import { adamWOptions } from "../../src/engine/optim/adamW.ts";
import type { Provider } from "../../src/engine/onnx/emitter.ts";
import type { SavePolicy } from "../../src/engine/train/blockPrograms.ts";
import { DecoderEngine } from "../../src/engine/train/decoderEngine.ts";
import type { WeightPolicy } from "../../src/engine/train/frozenWeights.ts";
import { FrozenWeights } from "../../src/engine/train/frozenWeights.ts";
import { HEAD_FEED } from "../../src/engine/train/headPrograms.ts";
import { Learner } from "../../src/engine/train/learner.ts";
import type { Parameters, PlacedParameter } from "../../src/engine/train/parameters.ts";
import { adapter, adapterOptions, everyWeight } from "../../src/engine/train/trainable.ts";
import { openGguf } from "../../src/gguf/open.ts";
import { OUTPUT, TOKEN_EMBEDDING } from "../../src/gguf/tensorNames.ts";
import { mulberry32 } from "../../src/base/mulberry32.ts";
import { temporaryFolder } from "./temporaryFolder.ts";
import type { TinyModel, TinyModelOptions } from "./tinyModel.ts";
import { writeTinyModel } from "./tinyModel.ts";

export interface TinyEngineOptions {
  readonly config?: Partial<TrainingConfig>;
  /** Defaults to `"float32"`. */
  readonly weights?: WeightPolicy;
  /** Defaults to `"balanced"`. */
  readonly savePolicy?: SavePolicy;
  /** Defaults to `true` where nothing forbids it. */
  readonly merged?: boolean;
  /** Defaults to `"cpu"`. */
  readonly provider?: Provider;
}

export interface TinyEngine {
  readonly config: TrainingConfig;
  readonly model: DecoderConfig;
  readonly engine: DecoderEngine;
  readonly learner: Learner;
  readonly parameters: Parameters;
  /** The parameter's name in GGUF. */
  readonly nameOf: (parameter: PlacedParameter) => string;
}

/** Small enough to train within milliseconds. */
export const TINY_SIZES: TinyModelOptions = { embedding: 16, headDim: 8, feedForward: 24, blockCount: 2 };

export const tinyModelFile = (options: TinyModelOptions = {}): Promise<TinyModel> =>
  writeTinyModel(join(temporaryFolder(), "tiny.gguf"), {
    ...TINY_SIZES,
    // llama.cpp takes embedding / heads for the head size of qwen2.
    ...(options.architecture === "qwen2" ? { headDim: 4 } : {}),
    ...options,
  });

/** Rank 4 on every linear layer, and an optimiser whose first step does not depend on the sign of tiny gradients. */
export const TINY_CONFIG: TrainingConfig = {
  ...PRESETS.balanced,
  rank: 4,
  alpha: 8,
  targets: LINEAR_NAMES,
  epsilon: 1e-3,
  learningRate: 1e-2,
  device: "cpu",
  threads: 1,
};

/** The engine on a model file; both halves of an adapter are random, so that every gradient counts. */
export async function openTinyEngine(
  path: string,
  {
    config: overrides = {},
    weights: policy = "float32",
    savePolicy = "balanced",
    merged = (overrides.dropout ?? 0) === 0,
    provider = "cpu",
  }: TinyEngineOptions = {},
): Promise<TinyEngine> {
  const config = { ...TINY_CONFIG, ...overrides };
  const session = { provider, threads: 1 };
  const file = await openGguf(path);
  const model = readConfig(file);
  const weights = await FrozenWeights.load(file, model, policy);
  await file.close();
  const trainable =
    config.method === "full"
      ? everyWeight(model, weights)
      : await adapter(model, weights, adapterOptions(model, config, merged), session);
  const { parameters } = trainable;
  if (config.method === "lora") fillAdapter(parameters);
  const engine = new DecoderEngine(model, weights, trainable, { ...session, savePolicy });
  onTestFinished(() => engine.release());
  return {
    config,
    model,
    engine,
    parameters,
    learner: new Learner(engine, parameters, { ...adamWOptions(config), clipNorm: config.clipNorm }),
    nameOf: ({ block, name }) => {
      if (block !== undefined) return `blk.${block}.${name}`;
      if (name !== HEAD_FEED) return name;
      return model.tied ? TOKEN_EMBEDDING : OUTPUT;
    },
  };
}

/** The same numbers for a parameter whatever else is trained. */
function fillAdapter(parameters: Parameters): void {
  for (const { block = 0, name, start, end } of parameters.placed) {
    const linear = LINEAR_NAMES.findIndex((linearName) => name.startsWith(`${linearName}.`));
    const random = mulberry32(1000 * block + 2 * linear + (name.endsWith("lora_a") ? 0 : 1));
    for (let i = start; i < end; i++) parameters.values[i] = 0.3 * (2 * random() - 1);
  }
  parameters.version++;
}

export interface LossAndGradients {
  readonly nll: Float32Array;
  /** By the name in GGUF. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** One micro-batch of all the examples, its mean loss differentiated. */
export async function lossAndGradients(
  { engine, parameters, nameOf }: TinyEngine,
  examples: readonly TokenizedExample[],
  pass = 0,
): Promise<LossAndGradients> {
  const batch = packBatch(examples);
  // What an earlier batch left must not be added to.
  const gradients = new Float32Array(parameters.values.length).fill(NaN);
  const nll = await engine.lossAndGradients(batch, batch.targetRows.length, pass, gradients);
  return {
    nll,
    gradients: new Map(
      parameters.placed.map((parameter) => [nameOf(parameter), gradients.slice(parameter.start, parameter.end)]),
    ),
  };
}
