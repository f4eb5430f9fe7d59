import type { StepPoint, ValidationPoint } from "../../protocol/panel.ts";

export interface CurveData {
  readonly steps: readonly StepPoint[];
  readonly validations: readonly ValidationPoint[];
}

/** Share of the past in the running mean. */
const SMOOTHING = 0.85;

/** As uPlot takes them: the steps, and a column for each line. */
export type CurveColumns = [number[], ...(number | null)[][]];

/** Steps, loss, its running mean, validation loss, learning rate: null where there is none at that step. */
export function columnsOf({ steps, validations }: CurveData): CurveColumns {
  const byStep = new Map(steps.map((point) => [point.step, point]));
  const validationAt = new Map(validations.map((point) => [point.step, point.loss]));
  const axis = [...new Set([...byStep.keys(), ...validationAt.keys()])].sort((a, b) => a - b);
  let mean: number | undefined;
  const means = axis.map((step) => {
    const loss = byStep.get(step)?.loss ?? null;
    if (loss === null) return null;
    mean = mean === undefined ? loss : SMOOTHING * mean + (1 - SMOOTHING) * loss;
    return mean;
  });
  return [
    axis,
    axis.map((step) => byStep.get(step)?.loss ?? null),
    means,
    axis.map((step) => validationAt.get(step) ?? null),
    axis.map((step) => byStep.get(step)?.learningRate ?? null),
  ];
}
