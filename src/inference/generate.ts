import type { GenerateOptions, Generation } from "../core/generation.ts";
import { BATCH_TOKENS, type Evaluator } from "./openModel.ts";
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
  const reusedTokens = await keepPrefix(evaluator, prompt);
  const lastBatch = await evaluateBatches(evaluator, prompt, reusedTokens, signal);

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
  for await (const token of sequence.evaluate(lastBatch, sampling)) {
    signal?.throwIfAborted();
    if (firstTokenMs === 0) firstTokenMs = performance.now() - started;
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
 * Takes back what the sequence holds beyond its common beginning with `prompt`; returns the tokens that stay.
 * Only whole batches stay: products of other shapes round differently, and the same question could then be answered
 * differently, depending on what was asked before.
 */
async function keepPrefix(evaluator: Evaluator, prompt: Int32Array): Promise<number> {
  const { sequence } = evaluator;
  const held = sequence.contextTokens;
  // One token at least must be evaluated, to know what follows it.
  const limit = Math.min(evaluator.batchedTokens, prompt.length - 1);
  let common = 0;
  while (common < limit && held[common] === prompt[common]) common++;
  const kept = common - (common % BATCH_TOKENS);
  await sequence.eraseContextTokenRanges([{ start: kept, end: held.length }]);
  evaluator.batchedTokens = kept;
  return kept;
}

/** Evaluates the prompt from `start` but for its last batch, which it returns. */
async function evaluateBatches(evaluator: Evaluator, prompt: Int32Array, start: number, signal?: AbortSignal) {
  let done = start;
  for (; done + BATCH_TOKENS < prompt.length; done += BATCH_TOKENS) {
    signal?.throwIfAborted();
    await evaluator.sequence.evaluateWithoutGeneratingNewTokens(
      llamaTokens(prompt.subarray(done, done + BATCH_TOKENS)),
    );
    evaluator.batchedTokens = done + BATCH_TOKENS;
  }
  signal?.throwIfAborted();
  return llamaTokens(prompt.subarray(done));
}
