import type { GenerateOptions, Generation } from "../core/generation.ts";
import type { Evaluator } from "./openModel.ts";
import { batchEnds } from "./promptBatches.ts";
import { TextStream } from "./textStream.ts";
import { llamaTokens } from "./tokenizer.ts";

const DEFAULT_TOP_P = 0.95;

/**
 * Continues `prompt`, a sequence of token ids, and hands the text out as it comes. With the same model, adapter,
 * prompt and options it says the same again, whatever was asked in between. Rejects with the signal's reason.
 */
export async function generate(
  evaluator: Evaluator,
  prompt: Int32Array,
  { maxTokens, temperature = 0, topP = DEFAULT_TOP_P, seed = 0, stop = [] }: GenerateOptions,
  onText: (text: string) => void,
  signal?: AbortSignal,
): Promise<Generation> {
  const { sequence, tokenizer } = evaluator;
  const started = performance.now();
  const reusedTokens = await prepare(evaluator, prompt, signal);
  const lastBatch = llamaTokens(prompt.subarray(evaluator.batchedTokens));

  const stream = new TextStream(tokenizer, stop);
  let text = "";
  const show = (piece: string): void => {
    text += piece;
    if (piece !== "") onText(piece);
  };
  let answerTokens = 0;
  let firstTokenMs = 0;
  let finish: Generation["finish"] = "length";
  const sampling = { temperature, topP, topK: 0, seed, yieldEogToken: true };
  signal?.throwIfAborted();
  evaluator.useThreads("prompt");
  for await (const token of sequence.evaluate(lastBatch, sampling)) {
    signal?.throwIfAborted();
    if (firstTokenMs === 0) {
      firstTokenMs = performance.now() - started;
      evaluator.useThreads("answer");
    }
    if (tokenizer.isEndOfGeneration(token)) {
      finish = "end";
      break;
    }
    answerTokens++;
    show(stream.push(token));
    if (stream.isStopped || answerTokens >= maxTokens) break;
  }
  show(stream.end());
  if (stream.isStopped) finish = "stop";
  const answerSeconds = (performance.now() - started - firstTokenMs) / 1000;
  return {
    text,
    finish,
    promptTokens: prompt.length,
    reusedTokens,
    answerTokens,
    firstTokenMs,
    tokensPerSecond: answerTokens > 1 ? (answerTokens - 1) / answerSeconds : 0,
  };
}

/**
 * Evaluates all of a prompt but its last batch, or what of it is not known yet; returns the tokens that were. A prompt
 * that begins alike is then answered sooner. Rejects with the signal's reason, between batches; what is evaluated by
 * then stays known.
 */
export async function prepare(evaluator: Evaluator, prompt: Int32Array, signal?: AbortSignal): Promise<number> {
  const { sequence } = evaluator;
  const ends = batchEnds(prompt, evaluator.endsSection);
  const reusedTokens = await keepPrefix(evaluator, prompt, ends);
  for (const end of ends.filter((each) => each > reusedTokens)) {
    signal?.throwIfAborted();
    evaluator.useThreads("prompt");
    await sequence.evaluateWithoutGeneratingNewTokens(llamaTokens(prompt.subarray(evaluator.batchedTokens, end)));
    evaluator.batchedTokens = end;
  }
  return reusedTokens;
}

/**
 * Takes back what the sequence holds beyond its common beginning with `prompt`; returns the tokens that stay.
 * Only whole batches stay: products of other shapes round differently, and the same question could then be answered
 * differently, depending on what was asked before.
 */
async function keepPrefix(evaluator: Evaluator, prompt: Int32Array, ends: readonly number[]): Promise<number> {
  const { sequence } = evaluator;
  const held = sequence.contextTokens;
  const limit = Math.min(evaluator.batchedTokens, prompt.length);
  let common = 0;
  while (common < limit && held[common] === prompt[common]) common++;
  const kept = ends.findLast((end) => end <= common) ?? 0;
  await sequence.eraseContextTokenRanges([{ start: kept, end: held.length }]);
  evaluator.batchedTokens = kept;
  return kept;
}
