/** How much of the demonstration there is time for. */
export interface Pace {
  readonly maxSteps: number;
  readonly minSteps: number;
  /** What training may take, with its validations; slower machines take fewer steps. */
  readonly trainingSeconds: number;
  /** Of a run, that of the base model before it not counted. */
  readonly validations: number;
  readonly evaluatedExamples: number;
  readonly answerTokens: number;
}

export const PACES: Readonly<Record<"quick" | "whole", Pace>> = {
  quick: { maxSteps: 30, minSteps: 6, trainingSeconds: 70, validations: 2, evaluatedExamples: 40, answerTokens: 64 },
  whole: {
    maxSteps: 160,
    minSteps: 12,
    trainingSeconds: 300,
    validations: 4,
    evaluatedExamples: 150,
    answerTokens: 96,
  },
};

/** Time of a token in training, forward and backward, over its time in evaluation. */
const TRAINING_FACTOR = 3;

export interface Workload {
  /** Examples of an update. */
  readonly batchSize: number;
  readonly validationExamples: number;
  /** What it takes to evaluate an example, in seconds. */
  readonly evaluationSeconds: number;
}

/** Steps that there is time for; all of them where nothing could be measured. */
export function affordableSteps(pace: Pace, { batchSize, validationExamples, evaluationSeconds }: Workload): number {
  const validating = (1 + pace.validations) * validationExamples * evaluationSeconds;
  const step = TRAINING_FACTOR * batchSize * evaluationSeconds;
  const affordable = step > 0 ? Math.floor((pace.trainingSeconds - validating) / step) : pace.maxSteps;
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
