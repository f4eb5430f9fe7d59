import type { RunMetrics, StepMetrics, ValidationMetrics } from "./run.ts";

/** Something about a run's losses that its owner should know. */
export type Finding =
  | { readonly kind: "not-a-number"; readonly step: number }
  | { readonly kind: "diverging"; readonly from: number; readonly to: number }
  | { readonly kind: "overfitting"; readonly bestStep: number; readonly best: number; readonly now: number }
  | { readonly kind: "zero"; readonly loss: number }
  | { readonly kind: "no-gain"; readonly validations: number; readonly base: number };

/** Steps whose mean stands for where the loss is: single steps differ by their examples. */
const WINDOW = 5;
/** A rise of the smoothed loss above its lowest that noise does not make. */
const DIVERGING_FACTOR = 1.3;
const DIVERGING_NATS = 0.5;
/** Validations in a row above the best. */
const WORSE_VALIDATIONS = 2;
const ZERO_LOSS = 0.02;
const NO_GAIN_VALIDATIONS = 4;

/** What a run's measurements say of how it goes, the gravest first. Nothing is said before there is enough to say it from. */
export function judgeTraining(metrics: readonly RunMetrics[]): Finding[] {
  const steps = metrics.filter((each): each is StepMetrics => each.kind === "step");
  const validations = metrics.filter((each): each is ValidationMetrics => each.kind === "validation");
  const broken = steps.find(({ loss }) => !Number.isFinite(loss));
  if (broken) return [{ kind: "not-a-number", step: broken.step }];
  return [...divergence(steps), ...overfitting(steps, validations), ...zeroLoss(steps), ...noGain(validations)];
}

function divergence(steps: readonly StepMetrics[]): Finding[] {
  const means = windowMeans(steps);
  const now = means.at(-1);
  if (now === undefined || means.length < 2) return [];
  const lowest = Math.min(...means);
  const isDiverging = now > lowest * DIVERGING_FACTOR && now > lowest + DIVERGING_NATS;
  return isDiverging ? [{ kind: "diverging", from: lowest, to: now }] : [];
}

function overfitting(steps: readonly StepMetrics[], validations: readonly ValidationMetrics[]): Finding[] {
  const best = validations.findLast((each) => each.best);
  if (!best || best.step === 0) return [];
  const after = validations.filter(({ step }) => step > best.step);
  const last = after.at(-1);
  if (!last || after.length < WORSE_VALIDATIONS) return [];
  const lossBefore = mean(steps.filter(({ step }) => step <= best.step).slice(-WINDOW));
  const lossNow = mean(steps.slice(-WINDOW));
  const isLearningOn = lossBefore !== undefined && lossNow !== undefined && lossNow < lossBefore;
  if (!isLearningOn) return [];
  return [{ kind: "overfitting", bestStep: best.step, best: best.validationLoss, now: last.validationLoss }];
}

function zeroLoss(steps: readonly StepMetrics[]): Finding[] {
  const loss = steps.length < WINDOW ? undefined : mean(steps.slice(-WINDOW));
  return loss !== undefined && loss < ZERO_LOSS ? [{ kind: "zero", loss }] : [];
}

function noGain(validations: readonly ValidationMetrics[]): Finding[] {
  const [base, ...later] = validations;
  if (!base || base.step !== 0 || later.length < NO_GAIN_VALIDATIONS) return [];
  if (later.some(({ validationLoss }) => validationLoss < base.validationLoss)) return [];
  return [{ kind: "no-gain", validations: later.length, base: base.validationLoss }];
}

/** Means of neighbouring windows; the last one is whole. */
function windowMeans(steps: readonly StepMetrics[]): number[] {
  const count = Math.floor(steps.length / WINDOW);
  const offset = steps.length - count * WINDOW;
  return Array.from({ length: count }, (_, index) => {
    const start = offset + index * WINDOW;
    return mean(steps.slice(start, start + WINDOW)) ?? Number.NaN;
  });
}

function mean(steps: readonly StepMetrics[]): number | undefined {
  return steps.length === 0 ? undefined : steps.reduce((sum, { loss }) => sum + loss, 0) / steps.length;
}
