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
/** A rise of the smoothed loss above its lowest that matters. */
const DIVERGING_FACTOR = 1.3;
const DIVERGING_NATS = 0.5;
/** Standard errors of the difference: the lowest of many means is low by chance, too. */
const DIVERGING_ERRORS = 4;
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
  return [
    ...divergence(steps, validations),
    ...overfitting(steps, validations),
    ...zeroLoss(steps),
    ...noGain(validations),
  ];
}

/** Steps differ by their examples, by a lot where a step has few: held-out losses, and their own spread, say what is chance. */
function divergence(steps: readonly StepMetrics[], validations: readonly ValidationMetrics[]): Finding[] {
  const all = windows(steps);
  const [now, lowest] = [all.at(-1), all.toSorted((a, b) => a.mean - b.mean)[0]];
  if (now === undefined || lowest === undefined || all.length < 2) return [];
  const newest = validations.at(-1);
  const isSinceBest = newest?.best !== true || steps.filter(({ step }) => step > newest.step).length >= WINDOW;
  const rise = now.mean - lowest.mean;
  const error = Math.sqrt((now.variance + lowest.variance) / WINDOW);
  const isDiverging =
    isSinceBest &&
    now.mean > lowest.mean * DIVERGING_FACTOR &&
    rise > DIVERGING_NATS &&
    rise > DIVERGING_ERRORS * error;
  return isDiverging ? [{ kind: "diverging", from: lowest.mean, to: now.mean }] : [];
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

/** Mean and variance of neighbouring windows; the last one is whole. */
function windows(steps: readonly StepMetrics[]): { readonly mean: number; readonly variance: number }[] {
  const count = Math.floor(steps.length / WINDOW);
  const offset = steps.length - count * WINDOW;
  return Array.from({ length: count }, (_, index) => {
    const losses = steps
      .slice(offset + index * WINDOW)
      .slice(0, WINDOW)
      .map(({ loss }) => loss);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / WINDOW;
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / (WINDOW - 1);
    return { mean, variance };
  });
}

function mean(steps: readonly StepMetrics[]): number | undefined {
  return steps.length === 0 ? undefined : steps.reduce((sum, { loss }) => sum + loss, 0) / steps.length;
}
