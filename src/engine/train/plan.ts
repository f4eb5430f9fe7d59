/** Chooses how a run uses memory: the fastest plan that fits, or a refusal that says what would. */
import { freemem } from "node:os";
import { UserError } from "../../base/errors.ts";
import type { TokenizedExample } from "../../core/example.ts";
import type { MemoryEstimate, TrainingConfig } from "../../core/run.ts";
import type { GgufFile } from "../../gguf/types.ts";
import type { DecoderConfig } from "../models/config.ts";
import type { BatchShape } from "./blockPrograms.ts";
import type { MemoryPlan } from "./memory.ts";
import { estimateMemory, PLANS } from "./memory.ts";

export interface PlannedMemory {
  readonly plan: MemoryPlan;
  readonly estimate: MemoryEstimate;
  readonly availableBytes: number;
}

/** Share of the free memory that a run may plan with; the rest is for what the estimate does not see. */
const USABLE_SHARE = 0.9;

/** Memory that can be had without swapping; respects a container's limit where Node does. */
export const availableBytes = (): number =>
  (process as { availableMemory?: () => number }).availableMemory?.() ?? freemem();

/** What of a run's data decides how it uses memory. */
export interface Workload {
  /** The largest batch. */
  readonly shape: BatchShape;
  /** Tokens that are computed with one state of the adapter: those of a step, or of a whole evaluation. */
  readonly tokensPerUpdate: number;
}

export function trainingWorkload(
  config: TrainingConfig,
  train: readonly TokenizedExample[],
  validation: readonly TokenizedExample[],
): Workload {
  const longest = [...train, ...validation].reduce((most, { tokens }) => Math.max(most, tokens.length), 1);
  const tokens = train.reduce((sum, example) => sum + example.tokens.length, 0);
  return {
    shape: largestShape(config, longest),
    tokensPerUpdate: (tokens / Math.max(1, train.length)) * config.batchSize,
  };
}

/**
 * Merging costs a pass over all weights an update; the adapter beside them costs two skinny products a layer, in
 * proportion to tokens and rank. Measured with SmolLM2-135M on one thread (test/bench/RESULTS.md), the two are equal
 * near 1,500 tokens at rank 16.
 */
const MERGING_PAYS_FROM = 1500 * 16;

const mergingPays = ({ method, dropout, rank }: TrainingConfig, { tokensPerUpdate }: Workload): boolean =>
  method === "lora" && dropout === 0 && tokensPerUpdate * rank >= MERGING_PAYS_FROM;

/** The largest batch of a run, as far as its configuration tells: every row a token of one long example. */
export function largestShape(config: TrainingConfig, longestExample: number): BatchShape {
  const tokens = Math.max(config.microBatchTokens, longestExample);
  const lines = Math.max(1, Math.floor(tokens / longestExample));
  return { R: tokens, B: lines, T: longestExample };
}

/**
 * The first plan that fits; with `only`, that one or none: a resumed run must compute as it began.
 * Throws UserError memory/does-not-fit with the smallest plan's figures and what would help.
 */
export function planMemory(
  file: GgufFile,
  model: DecoderConfig,
  config: TrainingConfig,
  workload: Workload,
  available: number = availableBytes(),
  only?: MemoryPlan,
): PlannedMemory {
  const plans = only ? [only] : PLANS;
  const candidates = plans
    .filter(
      ({ weights, merged }) =>
        (only !== undefined || !merged || mergingPays(config, workload)) &&
        (config.weightBits === "auto" || (weights === "float32") === (config.weightBits === "32")) &&
        (config.method === "lora" || weights === "float32"),
    )
    .map((plan) => ({
      plan,
      estimate: estimateMemory(file, model, config, plan, workload.shape),
      availableBytes: available,
    }));
  const fitting = candidates.find(({ estimate }) => estimate.totalBytes <= available * USABLE_SHARE);
  if (fitting) return fitting;
  const smallest = candidates.reduce((a, b) => (b.estimate.totalBytes < a.estimate.totalBytes ? b : a));
  throw new UserError(
    "memory/does-not-fit",
    `${only ? "This run" : "Training"} needs about ${gigabytes(smallest.estimate.totalBytes)}${only ? "" : " at its smallest"}; ${gigabytes(available)} are free.`,
    only
      ? "Close other programs and resume: a run that goes on otherwise than it began would not be the same run."
      : suggestions(config, smallest.estimate, workload.shape.T).join("; ") + ".",
  );
}

function suggestions(config: TrainingConfig, estimate: MemoryEstimate, longestExample: number): string[] {
  const list: string[] = [];
  if (estimate.activationsBytes > estimate.totalBytes / 4) {
    const { maxTokens, microBatchTokens } = config;
    // An example is computed whole, so to lower what is below the longest would change nothing.
    const isAllOfLongest = longestExample >= microBatchTokens;
    list.push(
      isAllOfLongest
        ? `lower --max-tokens (now ${maxTokens}): the longest example, ${longestExample} tokens, is computed whole`
        : `lower --micro-batch-tokens (now ${microBatchTokens}) or --max-tokens (now ${maxTokens})`,
    );
  }
  if (config.method === "full") list.push("train an adapter: --method lora");
  else if (config.weightBits === "32") list.push("keep weights as stored: --weight-bits stored");
  list.push("choose a smaller model or one with fewer bits (`espalier models list`)", "close other programs");
  return list;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
