import { judgeTraining } from "../../core/trainingHealth.ts";
import type { RunMetrics } from "../../core/run.ts";
import type { CurveUpdate } from "../../protocol/panel.ts";
import { type LiveProgress, readLiveProgress } from "../../storage/liveProgress.ts";
import { metricsTail } from "../../storage/metricsTail.ts";
import { runPaths } from "../../storage/runFolder.ts";
import { runFolderOf } from "./runFolderOf.ts";

const LOOK_EVERY_MS = 500;

/**
 * Tells of a run's measurements from the first one on, and then as they are made, whoever trains it. Nothing is sent
 * while nothing changes.
 */
export function followRun(folder: string, runId: string, onUpdate: (update: CurveUpdate) => void): Disposable {
  const paths = runPaths(runFolderOf(folder, runId));
  const read = metricsTail(paths.metrics);
  let seen: RunMetrics[] = [];
  let lastProgress = "";
  let isDisposed = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const { isAnew, metrics } = await read();
    const progress = await readLiveProgress(paths);
    if (isAnew) seen = [];
    seen = [...seen, ...metrics];
    const text = JSON.stringify(progress ?? null);
    if (!isDisposed && (isAnew || metrics.length > 0 || text !== lastProgress)) {
      lastProgress = text;
      onUpdate({ runId, isAnew, ...points(metrics), ...standing(seen, progress) });
    }
  }
  const turn = (): void => {
    void look()
      // A file that cannot be read now may be read at the next turn.
      .catch(() => undefined)
      .then(() => {
        if (!isDisposed) timer = setTimeout(turn, LOOK_EVERY_MS);
      });
  };
  turn();
  return {
    [Symbol.dispose]() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}

function points(metrics: readonly RunMetrics[]): Pick<CurveUpdate, "steps" | "validations"> {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    steps: metrics.flatMap((each) =>
      each.kind === "step"
        ? [
            {
              step: each.step,
              loss: finite(each.loss),
              learningRate: finite(each.learningRate),
              tokensPerSecond: finite(each.tokensPerSecond),
              rssBytes: each.rssBytes,
            },
          ]
        : [],
    ),
    validations: metrics.flatMap((each) =>
      each.kind === "validation" ? [{ step: each.step, loss: finite(each.validationLoss), best: each.best }] : [],
    ),
  };
}

function standing(
  seen: readonly RunMetrics[],
  progress: LiveProgress | undefined,
): Pick<CurveUpdate, "progress" | "secondsLeft" | "findings" | "warnings"> {
  const secondsLeft = progress && timeLeft(seen, progress);
  return {
    ...(progress && {
      progress: {
        step: progress.step,
        fraction: progress.fraction,
        estimateBytes: progress.estimateBytes,
        parameterCount: progress.parameterCount,
      },
    }),
    ...(secondsLeft !== undefined && { secondsLeft }),
    findings: judgeTraining(seen),
    warnings: progress?.warnings ?? [],
  };
}

/** Steps whose mean duration tells the next one's. */
const RECENT_STEPS = 10;

/** By the time that the last steps took; validations between them are not in it. */
function timeLeft(seen: readonly RunMetrics[], { totalSteps, step, fraction }: LiveProgress): number | undefined {
  const recent = seen.filter((each) => each.kind === "step").slice(-RECENT_STEPS);
  const seconds = recent.map(({ tokens, tokensPerSecond }) => tokens / tokensPerSecond).filter(Number.isFinite);
  if (seconds.length === 0 || totalSteps === 0) return undefined;
  const perStep = seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
  return Math.max(0, totalSteps - step - fraction) * perStep;
}
