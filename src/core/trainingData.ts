import { UserError } from "../base/errors.ts";
import type { TokenizedExample } from "./example.ts";
import type { TrainingConfig } from "./run.ts";

/** Training data as a run uses it, after what must be caught before the first step has been caught. */
export interface TrainingData {
  readonly train: readonly TokenizedExample[];
  readonly validation: readonly TokenizedExample[];
  /** Longest example in tokens after cutting. */
  readonly maxTokens: number;
  /** One line each, for the user. */
  readonly warnings: readonly string[];
}

/**
 * Cuts examples to the shorter of `maxTokens` and the model's context, leaves out those with nothing to learn, and
 * refuses data that cannot train. Throws UserError `dataset/empty`, `dataset/all-masked` or `dataset/too-small`.
 */
export function prepareTrainingData(
  examples: { readonly train: readonly TokenizedExample[]; readonly validation: readonly TokenizedExample[] },
  config: Pick<TrainingConfig, "maxTokens" | "batchSize" | "microBatchTokens">,
  contextLength: number,
): TrainingData {
  if (examples.train.length === 0) {
    throw new UserError(
      "dataset/empty",
      `the dataset has 0 training examples and ${examples.validation.length} for validation`,
      "Build a dataset from more files: `espalier dataset build <folder>`.",
    );
  }
  const maxTokens = Math.min(config.maxTokens, contextLength);
  const train = fit(examples.train, maxTokens, "training");
  const validation = fit(examples.validation, maxTokens, "validation");
  if (train.kept.length === 0) {
    throw new UserError(
      "dataset/all-masked",
      `none of the ${examples.train.length} training examples has a token to learn within ${maxTokens} tokens`,
      "Look at them with `espalier train --show-batch`: each needs an answer of the assistant within --max-tokens.",
    );
  }
  if (train.kept.length < config.batchSize) {
    throw new UserError(
      "dataset/too-small",
      `the dataset has ${train.kept.length} training examples, the batch size is ${config.batchSize}`,
      `Add examples, or pass --batch-size ${train.kept.length} or less.`,
    );
  }
  const warnings = [...train.warnings, ...validation.warnings];
  if (config.maxTokens > contextLength) {
    warnings.push(`--max-tokens ${config.maxTokens} is more than the model's context of ${contextLength}: using that`);
  }
  warnings.push(...beyondMicroBatches([...train.kept, ...validation.kept], config.microBatchTokens));
  if (validation.kept.length === 0) {
    warnings.push("no validation examples: the last checkpoint is kept, and the run cannot end early");
  }
  return { train: train.kept, validation: validation.kept, maxTokens, warnings };
}

/** An example is never parted: what a micro-batch may hold bounds only how many are computed together. */
function beyondMicroBatches(examples: readonly TokenizedExample[], microBatchTokens: number): string[] {
  const lengths = examples.map(({ tokens }) => tokens.length);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  if (longest <= microBatchTokens) return [];
  const count = lengths.filter((length) => length > microBatchTokens).length;
  return [
    `--micro-batch-tokens ${microBatchTokens} is less than ${count} of ${examples.length} examples have: each of these is ` +
      `computed alone and whole, so memory is needed for the longest, ${longest} tokens; --max-tokens cuts it`,
  ];
}

/** Number of optimiser steps that `config` takes over `exampleCount` examples; a last, smaller batch counts. */
export function stepCount(exampleCount: number, { batchSize, epochs, maxSteps }: TrainingConfig): number {
  return Math.min(Math.ceil(exampleCount / batchSize) * epochs, maxSteps ?? Infinity);
}

function fit(examples: readonly TokenizedExample[], maxTokens: number, use: string) {
  const long = examples.filter((example) => example.tokens.length > maxTokens);
  const kept = usableExamples(examples, maxTokens);
  const warnings: string[] = [];
  if (long.length > 0) {
    const longest = long.reduce((most, example) => Math.max(most, example.tokens.length), 0);
    warnings.push(
      `${long.length} of ${examples.length} ${use} examples are longer than ${maxTokens} tokens ` +
        `(the longest has ${longest}) and are cut at the end`,
    );
  }
  if (kept.length < examples.length) {
    warnings.push(
      `${examples.length - kept.length} of ${examples.length} ${use} examples have nothing to learn ` +
        `within ${maxTokens} tokens and are left out`,
    );
  }
  return { kept, warnings };
}

/** The examples cut at `maxTokens`, without those that then have nothing to learn. */
export const usableExamples = (examples: readonly TokenizedExample[], maxTokens: number): TokenizedExample[] =>
  examples.map((example) => cut(example, maxTokens)).filter((example) => example.isTarget.includes(1));

const cut = (example: TokenizedExample, maxTokens: number): TokenizedExample =>
  example.tokens.length <= maxTokens
    ? example
    : {
        id: example.id,
        tokens: example.tokens.slice(0, maxTokens),
        isTarget: example.isTarget.slice(0, maxTokens),
      };
