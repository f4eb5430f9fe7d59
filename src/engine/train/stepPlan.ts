import { at } from "../../base/at.ts";
import type { TokenizedExample } from "../../core/example.ts";
import type { TrainingConfig } from "../../core/run.ts";
import { planEpoch, type Step } from "../data/batches.ts";
import { rowCount } from "../nn/gridIndex.ts";
import type { BatchShape } from "./blockPrograms.ts";

export interface StepPlan {
  readonly totalSteps: number;
  /** Of every micro-batch of the run. */
  readonly shapes: readonly BatchShape[];
  /** The step's micro-batches and its epoch, counted from 0. */
  at(step: number): Step & { epoch: number };
}

/** The order of all steps, a function of the configuration alone, so that a resumed run goes on where it was. */
export function stepPlan(examples: readonly TokenizedExample[], config: TrainingConfig): StepPlan {
  const lengths = examples.map(({ tokens }) => tokens.length);
  const steps: (Step & { epoch: number })[] = [];
  const most = config.maxSteps ?? Infinity;
  for (let epoch = 0; epoch < config.epochs && steps.length < most; epoch++) {
    steps.push(...planEpoch(lengths, { ...config, epoch }).map((step) => ({ ...step, epoch })));
  }
  const totalSteps = Math.min(steps.length, most);
  const shapes = steps.slice(0, totalSteps).flatMap(({ microBatches }) =>
    microBatches.map((indices): BatchShape => {
      const members = indices.map((i) => at(lengths, i));
      const [B, T] = [members.length, Math.max(...members)];
      const M = members.reduce((sum, length) => sum + length, 0);
      return { B, T, R: rowCount({ B, T, M }) };
    }),
  );
  return { totalSteps, shapes, at: (step) => at(steps, step) };
}
