import { at } from "../../base/at.ts";
import { Random } from "./random.ts";

/** One optimiser step: the gradients of its micro-batches are added before the weights move. */
export interface Step {
  /** Indices of examples. Every micro-batch holds at least one. */
  readonly microBatches: readonly (readonly number[])[];
}

export interface BatchOptions {
  /** Examples of a step; the last step of an epoch holds what remains. */
  readonly batchSize: number;
  /** Tokens a micro-batch may hold; a longer example is a micro-batch of its own. */
  readonly microBatchTokens: number;
  readonly seed: number;
  /** Counted from 0. Every epoch has another order. */
  readonly epoch: number;
}

/** Steps whose examples are sorted together: enough for like lengths, few enough that epochs differ (as in transformers' LengthGroupedSampler). */
const WINDOW_STEPS = 50;

/**
 * Work of one cell of the attention square over work of one token in the linear layers: 4·D / 2P for a block of
 * SmolLM2-135M (D = 576, P = 3.5 million weights). Larger models only make it smaller.
 */
const ATTENTION_WEIGHT = 1 / 3072;

/**
 * The steps of one epoch. Every example appears once. The examples of a step have similar lengths, which saves
 * attention on padding; which examples meet, and the order of the steps, is random.
 * A pure function of its arguments: the same plan can be made again to resume in the middle.
 *
 * @param lengths tokens of each example.
 * @throws RangeError for a batch size or token budget below 1, or a length that is not a whole number.
 */
export function planEpoch(lengths: readonly number[], options: BatchOptions): Step[] {
  const { batchSize, microBatchTokens, seed, epoch } = options;
  requirePositive("batchSize", batchSize);
  const random = new Random(seed, epoch);
  const shuffled = random.shuffle(lengths.map((_, index) => index));
  const full: number[][] = [];
  let remainder: number[] = [];
  for (const window of windows(shuffled, batchSize)) {
    window.sort((left, right) => at(lengths, left) - at(lengths, right));
    const odd = window.length % batchSize;
    if (odd > 0) {
      // At a random place, or the short step would always be made of the longest examples.
      const start = random.integer(Math.floor(window.length / batchSize) + 1) * batchSize;
      remainder = window.splice(start, odd);
    }
    for (let i = 0; i < window.length; i += batchSize) full.push(window.slice(i, i + batchSize));
  }
  const batches = random.shuffle(full);
  if (remainder.length > 0) batches.push(remainder);
  return batches.map((batch) => ({ microBatches: splitBatch(batch, lengths, microBatchTokens) }));
}

/**
 * Splits examples into as few micro-batches as neighbours in length allow, and among those splits the most even one.
 * Even means the least sum of squared work, where the work of a micro-batch of `count` examples, the longest of
 * length `longest`, is tokens + ATTENTION_WEIGHT · count · longest².
 * Also what validation uses, over all its examples at once: the time is linear in their number.
 *
 * @param batch indices into `lengths`.
 * @throws RangeError for a token budget below 1, or a length that is not a whole number.
 */
export function splitBatch(batch: readonly number[], lengths: readonly number[], microBatchTokens: number): number[][] {
  requirePositive("microBatchTokens", microBatchTokens);
  for (const index of batch) {
    const length = at(lengths, index);
    if (!Number.isInteger(length) || length < 0) throw new RangeError(`example ${index} has length ${length}`);
  }
  const sorted = [...batch].sort((left, right) => at(lengths, left) - at(lengths, right));
  // best[end]: how to split sorted[0, end) best, with the last micro-batch starting at `start`.
  const best = [{ start: 0, count: 0, unevenness: 0 }];
  for (let end = 1; end <= sorted.length; end++) {
    const longest = at(lengths, at(sorted, end - 1));
    let tokens = 0;
    let choice = { start: 0, count: Infinity, unevenness: Infinity };
    for (let start = end - 1; start >= 0; start--) {
      tokens += at(lengths, at(sorted, start));
      if (tokens > microBatchTokens && start < end - 1) break;
      const before = at(best, start);
      const count = before.count + 1;
      const work = tokens + ATTENTION_WEIGHT * (end - start) * longest ** 2;
      const unevenness = before.unevenness + work ** 2;
      if (count < choice.count || (count === choice.count && unevenness < choice.unevenness)) {
        choice = { start, count, unevenness };
      }
    }
    best.push(choice);
  }
  const microBatches: number[][] = [];
  for (let end = sorted.length; end > 0; end = at(best, end).start) {
    microBatches.push(sorted.slice(at(best, end).start, end));
  }
  return microBatches.reverse();
}

/** Consecutive runs of about WINDOW_STEPS whole steps each, as even as whole steps allow. */
function windows(indices: readonly number[], batchSize: number): number[][] {
  const stepCount = Math.ceil(indices.length / batchSize);
  const windowCount = Math.ceil(stepCount / WINDOW_STEPS);
  const boundary = (window: number): number => Math.floor((window * stepCount) / windowCount) * batchSize;
  return Array.from({ length: windowCount }, (_, window) => indices.slice(boundary(window), boundary(window + 1)));
}

function requirePositive(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} must be at least 1, got ${value}`);
}
