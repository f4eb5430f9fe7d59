/** How much of the demonstration there is time for. */
export interface Pace {
  readonly maxSteps: number;
  readonly minSteps: number;
  /** What training may take; slower machines take fewer steps. */
  readonly trainingSeconds: number;
  readonly evaluatedExamples: number;
  readonly answerTokens: number;
}

export const PACES: Readonly<Record<"quick" | "whole", Pace>> = {
  quick: { maxSteps: 30, minSteps: 6, trainingSeconds: 70, evaluatedExamples: 40, answerTokens: 64 },
  whole: { maxSteps: 160, minSteps: 12, trainingSeconds: 300, evaluatedExamples: 150, answerTokens: 96 },
};

/** Time of a token in training over its time in evaluation: forward, backward, and the validations between. */
const TRAINING_FACTOR = 3;

/** Steps that training may take on a machine that evaluates an example in `evaluationSeconds`. */
export function affordableSteps(pace: Pace, batchSize: number, evaluationSeconds: number): number {
  const secondsPerStep = TRAINING_FACTOR * batchSize * evaluationSeconds;
  const affordable = Math.floor(pace.trainingSeconds / secondsPerStep);
  return Math.max(pace.minSteps, Math.min(affordable, pace.maxSteps));
}

export interface Clock {
  /** Hears what share of the work is done. */
  readonly tick: (fraction: number) => void;
  readonly seconds: () => number;
}

/** How long all of a work takes, told from its part after the first report: what loads before that does not count. */
export function startClock(report: (fraction: number) => void, nowMs: () => number = () => performance.now()): Clock {
  let first: { readonly fraction: number; readonly ms: number } | undefined;
  let last = { fraction: 0, ms: 0 };
  return {
    tick: (fraction) => {
      last = { fraction, ms: nowMs() };
      first ??= last;
      report(fraction);
    },
    seconds: () =>
      first && last.fraction > first.fraction ? (last.ms - first.ms) / 1000 / (last.fraction - first.fraction) : 0,
  };
}
