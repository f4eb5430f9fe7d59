/** What a run trains: nothing, an adapter, or every weight; how its blocks look and what they are fed. */
import type { TrainingConfig } from "../../core/run.ts";
import { LINEAR_NAMES } from "../../core/run.ts";
import { input } from "../graph/leaf.ts";
import type { LoraOptions } from "../lora/lora.ts";
import { loraInputs, loraOptions, mergeWeight } from "../lora/lora.ts";
import { loraParameters } from "../lora/loraParameters.ts";
import type { DecoderConfig } from "../models/config.ts";
import { feedName, linearShape, vectorShape } from "../nn/weights.ts";
import { encode } from "../onnx/encode.ts";
import type { Feeds, Program, SessionOptions } from "../runtime/session.ts";
import { compile } from "../runtime/session.ts";
import type { BlockGraph } from "./blockGraph.ts";
import { frozenBlock, fullBlock, loraBlock } from "./blockGraph.ts";
import { Buffers } from "./buffers.ts";
import { dropoutSource } from "./dropout.ts";
import type { FrozenWeights } from "./frozenWeights.ts";
import { vectorNames } from "./frozenWeights.ts";
import { EMBEDDING_FEED, HEAD_FEED, NORM_FEED } from "./headPrograms.ts";
import { Parameters } from "./parameters.ts";
import type { ParameterSpec } from "./parameters.ts";

export interface Trainable {
  readonly parameters: Parameters;
  /** The lowest trained block; `blockCount` when none is. Blocks below run forward only and save nothing. */
  readonly firstBlock: number;
  /** The embedding, the last norm and the head are trained too. */
  readonly trainsEnds: boolean;
  /** `training` is false for evaluation, where dropout is off. `R` is the number of rows. */
  blockGraph(block: number, R: number, training: boolean): BlockGraph;
  /** Valid until the next call. `pass` seeds dropout: the same for the forward and backward run of a micro-batch. */
  feeds(block: number, R: number, pass: number | undefined): Promise<Feeds>;
}

/** The base model alone. */
export const frozen = (model: DecoderConfig, weights: FrozenWeights): Trainable => ({
  parameters: new Parameters([]),
  firstBlock: model.blockCount,
  trainsEnds: false,
  blockGraph: () => frozenBlock(model),
  feeds: async (block) => weights.block(block),
});

export interface AdapterOptions extends LoraOptions {
  readonly firstBlock: number;
  readonly dropout: number;
  readonly loraPlusRatio: number;
  readonly seed: number;
  /** Merge the adapter into weights of its own once an update, or compute it beside them. Dropout forbids merging. */
  readonly merged: boolean;
}

export const adapterOptions = (model: DecoderConfig, config: TrainingConfig, merged: boolean): AdapterOptions => ({
  ...loraOptions(config),
  firstBlock: model.blockCount - Math.min(config.topBlocks ?? model.blockCount, model.blockCount),
  dropout: config.dropout,
  loraPlusRatio: config.loraPlusRatio,
  seed: config.seed,
  merged,
});

/** An adapter. Throws RangeError when it is to be merged under dropout. */
export async function adapter(
  model: DecoderConfig,
  weights: FrozenWeights,
  options: AdapterOptions,
  session: SessionOptions,
): Promise<Trainable> {
  const { firstBlock, targets, dropout, merged } = options;
  if (merged && dropout > 0) throw new RangeError(`an adapter with dropout ${dropout} cannot be merged`);
  const parameters = loraParameters(model, options);
  const views = Array.from({ length: model.blockCount }, (_, block) => parameters.feeds(block));
  const merge = merged ? await mergeProgram(model, options, session) : undefined;
  const draw = dropoutSource(model, targets, dropout, options.seed);
  const buffers = new Buffers();
  const mergedVersion = new Map<number, number>();

  /** W + s B A of the block's targets, computed anew when the parameters have moved since. */
  const mergedWeights = async (block: number, base: Feeds): Promise<Feeds> => {
    const targetBuffers = targets.map((name) => {
      const [out, into] = linearShape(model, name);
      return [feedName(name), buffers.take(`${block} ${name}`, out * into)] as const;
    });
    if (mergedVersion.get(block) !== parameters.version) {
      const into = Object.fromEntries(targetBuffers.map(([name, buffer]) => [mergedName(name), buffer]));
      await merge?.run({ ...base, ...views[block] }, into);
      mergedVersion.set(block, parameters.version);
    }
    return Object.fromEntries(targetBuffers);
  };

  return {
    parameters,
    firstBlock,
    trainsEnds: false,
    blockGraph(block, R, training) {
      if (block < firstBlock) return frozenBlock(model);
      return loraBlock(model, options, { merged, ...(training && dropout > 0 ? { dropoutRows: R } : {}) });
    },
    async feeds(block, R, pass) {
      const base = weights.block(block);
      if (block < firstBlock) return base;
      if (merged) return { ...base, ...views[block], ...(await mergedWeights(block, base)) };
      return { ...base, ...views[block], ...(pass === undefined ? {} : draw(R, block, pass)) };
    },
  };
}

const mergedName = (name: string): string => `merged ${name}`;

/** W + s B A of every target of one block, in one run. */
function mergeProgram(model: DecoderConfig, options: LoraOptions, session: SessionOptions): Promise<Program> {
  const pairs = loraInputs(model, options, "float32");
  const outputs = [...pairs].map(([name, pair]) => {
    const weight = input(feedName(name), linearShape(model, name));
    return [mergedName(feedName(name)), mergeWeight(weight, pair, options.scale)] as const;
  });
  return compile(encode(Object.fromEntries(outputs), { provider: session.provider }), session);
}

/** Every weight, as float32 in the parameter vector; the file's values are where training starts. */
export function everyWeight(model: DecoderConfig, weights: FrozenWeights): Trainable {
  const specs: ParameterSpec[] = [];
  const add = (block: number | undefined, name: string, shape: readonly number[]): void => {
    specs.push({ block, name, shape, rateFactor: 1 });
  };
  for (let block = 0; block < model.blockCount; block++) {
    for (const name of LINEAR_NAMES) add(block, feedName(name), linearShape(model, name));
    for (const name of vectorNames(model)) add(block, feedName(name), vectorShape(model, name));
  }
  const table = [model.vocabulary, model.embedding];
  add(undefined, HEAD_FEED, table);
  if (!model.tied) add(undefined, EMBEDDING_FEED, table);
  add(undefined, NORM_FEED, [model.embedding]);

  const parameters = new Parameters(specs);
  for (let block = 0; block < model.blockCount; block++) {
    const source = weights.block(block);
    for (const [name, view] of Object.entries(parameters.feeds(block))) {
      (view as Float32Array).set(source[name] as Float32Array);
    }
  }
  const ends = parameters.views(parameters.values, undefined);
  ends[HEAD_FEED]?.set(weights.head);
  ends[NORM_FEED]?.set(weights.outputNorm);
  const embedding = ends[EMBEDDING_FEED];
  if (embedding) {
    weights.embed(
      Int32Array.from({ length: model.vocabulary }, (_, token) => token),
      embedding,
    );
  }
  return {
    parameters,
    firstBlock: 0,
    trainsEnds: true,
    blockGraph: () => fullBlock(model),
    feeds: async (block) => parameters.feeds(block),
  };
}
