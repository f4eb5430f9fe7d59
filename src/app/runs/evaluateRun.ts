import { at } from "../../base/at.ts";
import { UserError } from "../../base/errors.ts";
import { spreadOver } from "../../base/spreadOver.ts";
import type { Example, Split } from "../../core/example.ts";
import { pairedInterval, type PairedInterval } from "../../evaluation/paired.ts";
import { verdictOf, type Verdict } from "../../evaluation/verdict.ts";
import type { Evaluation, EvaluateRequest } from "../../protocol/training.ts";
import { datasetPath } from "../datasets/datasetPath.ts";
import { requireDataset } from "../datasets/datasetSession.ts";
import { startTrainer, type StartTrainer } from "./trainer.ts";
import { bySplit, loadSplitExamples } from "../datasets/trainingData.ts";
import { openTunedModel } from "./tunedModel.ts";

export interface EvaluateRunRequest {
  readonly folder: string;
  readonly runId: string;
  /** Defaults to the test split, or validation where the run has no test examples. */
  readonly split?: Split;
  /** A dataset's name or a file. Defaults to the run's own dataset. */
  readonly datasetPath?: string;
  /** Strength of the adapter. Defaults to 1. */
  readonly scale?: number;
  /** At most so many examples, spread over all of them. Defaults to all. */
  readonly limit?: number;
}

/** What two models do on the same examples, and what may be said of it. */
export interface Compared {
  readonly exampleCount: number;
  readonly tokenCount: number;
  readonly skippedCount: number;
  readonly interval: PairedInterval;
  readonly basePerplexity: number;
  readonly tunedPerplexity: number;
  readonly verdict: Verdict;
}

export interface RunEvaluation extends Compared {
  readonly runId: string;
  readonly split: Split;
}

export interface EvaluateOptions {
  readonly signal: AbortSignal;
  /** Share of the work of both models. */
  readonly onProgress?: (fraction: number) => void;
  readonly startTrainer?: StartTrainer;
}

/**
 * Loss of base and tuned model on examples the run did not learn from, and what may be said of the difference.
 * Throws UserError `run/...`, `evaluation/empty`, `dataset/...`.
 */
export async function evaluateRun(request: EvaluateRunRequest, options: EvaluateOptions): Promise<RunEvaluation> {
  const { signal, onProgress, startTrainer: start = startTrainer } = options;
  const tuned = await openTunedModel(request.folder, request.runId, signal);
  const { record, paths } = tuned.run;
  const path = request.datasetPath === undefined ? paths.dataset : datasetPath(request.folder, request.datasetPath);
  await requireDataset(path);
  const { split, examples } = chooseExamples(await loadSplitExamples(path, record.config.seed, signal), request);

  await using trainer = start();
  const evaluate = (model: Pick<EvaluateRequest, "modelPath" | "adapterPath" | "adapterScale">, part: number) =>
    trainer.functions["examples/evaluate"](
      { ...model, examples, config: record.config, startedAt: record.createdAt },
      signal,
      (fraction) => onProgress?.((part + fraction) / 2),
    );
  const base = await evaluate({ modelPath: tuned.modelPath }, 0);
  const { tunedPath: modelPath, adapterPath } = tuned;
  const after = await evaluate(
    { modelPath, ...(adapterPath !== undefined && { adapterPath, adapterScale: request.scale ?? 1 }) },
    1,
  );
  return { runId: record.id, split, ...comparisonOf(base, after) };
}

/** Loss of one model on given examples. Throws UserError `evaluation/empty`, and those of the model's file. */
export async function evaluateModel(request: EvaluateRequest, options: EvaluateOptions): Promise<Evaluation> {
  const { signal, onProgress, startTrainer: start = startTrainer } = options;
  await using trainer = start();
  return await trainer.functions["examples/evaluate"](request, signal, (fraction) => onProgress?.(fraction));
}

/** Two evaluations of the same examples, put against each other. */
export function comparisonOf(base: Evaluation, tuned: Evaluation): Compared {
  const losses = base.examples.map(({ nll }, index) => ({
    baseNll: sum(nll),
    tunedNll: sum(at(tuned.examples, index).nll),
    tokenCount: nll.length,
  }));
  const interval = pairedInterval(losses);
  return {
    exampleCount: losses.length,
    tokenCount: base.tokenCount,
    skippedCount: base.skippedCount,
    interval,
    basePerplexity: Math.exp(interval.baseLoss),
    tunedPerplexity: Math.exp(interval.tunedLoss),
    verdict: verdictOf(interval, losses.length),
  };
}

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

export function chooseExamples(
  examples: readonly Example[],
  { split, limit }: Pick<EvaluateRunRequest, "split" | "limit">,
): { split: Split; examples: readonly Example[] } {
  const splits = bySplit(examples);
  const chosen = split ?? (splits.test.length > 0 ? "test" : "validation");
  const found = splits[chosen];
  if (found.length === 0) {
    throw new UserError(
      "evaluation/empty",
      `the dataset has no ${chosen} examples (train ${splits.train.length}, validation ${splits.validation.length}, test ${splits.test.length})`,
      "Choose another --split, or give a dataset with --dataset.",
    );
  }
  return { split: chosen, examples: limit === undefined ? found : spreadOver(found, limit) };
}
