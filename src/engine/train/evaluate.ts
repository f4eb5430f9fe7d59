/** The loss of a model, with or without an adapter, on given examples. */
import { at } from "../../base/at.ts";
import type { TokenizedExample } from "../../core/example.ts";
import type { Device } from "../../core/run.ts";
import { PRESETS } from "../../core/presets.ts";
import { splitBatch } from "../data/batches.ts";
import { packBatch } from "../data/packed.ts";
import { DecoderEngine } from "./decoderEngine.ts";
import type { PassOptions } from "./decoderEngine.ts";
import { openModel, servedModel } from "./openModel.ts";
import { largestShape } from "./plan.ts";

export interface EvaluationInput {
  readonly modelPath: string;
  readonly adapterPath?: string;
  /** Defaults to `1`. */
  readonly adapterScale?: number;
  readonly examples: readonly TokenizedExample[];
  /** Defaults to `"auto"`. */
  readonly device?: Device;
  readonly threads?: number;
}

export interface Evaluation {
  /** Mean negative log likelihood per target token, in nats; perplexity is its exponential. */
  readonly loss: number;
  readonly tokenCount: number;
  /** One array per example, one value per target token. */
  readonly nll: readonly Float32Array[];
}

/** Throws UserError for a model or adapter that cannot be used, and the signal's reason when stopped. */
export async function evaluate(
  { examples, ...model }: EvaluationInput,
  options: PassOptions = {},
): Promise<Evaluation> {
  const lengths = examples.map(({ tokens }) => tokens.length);
  return withEvaluator(model, lengths, (score) => score(examples, options));
}

export type Score = (examples: readonly TokenizedExample[], options?: PassOptions) => Promise<Evaluation>;

/**
 * Opens a model once for examples that come a few at a time.
 *
 * @param lengths of all of them, in tokens.
 * @throws UserError as `evaluate` does.
 */
export async function withEvaluator<T>(
  { modelPath, adapterPath, adapterScale = 1, device = "auto", threads }: Omit<EvaluationInput, "examples">,
  lengths: readonly number[],
  use: (score: Score) => Promise<T>,
): Promise<T> {
  const config = { ...PRESETS.balanced, device, ...(threads === undefined ? {} : { threads }) };
  const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const workload = { shape: largestShape(config, longest), tokensPerUpdate: tokens };
  const opened = await openModel(modelPath, config, workload);
  const served = await servedModel(
    opened,
    adapterPath === undefined ? undefined : { path: adapterPath, strength: adapterScale },
  );
  const engine = new DecoderEngine(opened.model, opened.weights, served, {
    ...opened.session,
    savePolicy: opened.planned.plan.savePolicy,
  });
  try {
    return await use((examples, options) => scoreExamples(engine, examples, config.microBatchTokens, options));
  } finally {
    await engine.release();
  }
}

/** Scores every example with batches of at most `batchTokens` tokens of similar length. */
export async function scoreExamples(
  engine: DecoderEngine,
  examples: readonly TokenizedExample[],
  batchTokens: number,
  { signal, onProgress }: PassOptions = {},
): Promise<Evaluation> {
  const lengths = examples.map(({ tokens }) => tokens.length);
  const order = lengths.map((_, i) => i).sort((a, b) => at(lengths, a) - at(lengths, b) || a - b);
  const batches = splitBatch(order, lengths, batchTokens);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const nll = examples.map(() => new Float32Array(0));
  let done = 0;
  for (const indices of batches) {
    const batch = packBatch(indices.map((i) => at(examples, i)));
    const values = await engine.score(batch, {
      ...(signal ? { signal } : {}),
      onProgress: (fraction) => onProgress?.((done + fraction * batch.M) / total),
    });
    let start = 0;
    for (const i of indices) {
      const count = at(examples, i).isTarget.reduce((sum, value) => sum + value, 0);
      nll[i] = values.slice(start, start + count);
      start += count;
    }
    done += batch.M;
  }
  let sum = 0;
  let tokenCount = 0;
  for (const values of nll) {
    for (const value of values) sum += value;
    tokenCount += values.length;
  }
  return { loss: sum / tokenCount, tokenCount, nll };
}
