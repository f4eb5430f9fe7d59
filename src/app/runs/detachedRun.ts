import type { TrainingEvent } from "../../core/run.ts";
import type { BegunRun } from "../../protocol/runner.ts";
import { type LiveProgress, NO_PROGRESS, writeLiveProgress } from "../../storage/liveProgress.ts";
import type { StoredRun } from "../../storage/runFolder.ts";
import type { RunOptions } from "./startRun.ts";

const WRITE_EVERY_MS = 500;

/**
 * Trains as `work` does and writes the progress into the run's folder, for whoever looks. `begun` resolves with the
 * first event of the training or rejects with what refused it; `ended` resolves when the run has ended, however it did.
 */
export function trainDetached(
  work: (options: RunOptions) => Promise<unknown>,
  signal: AbortSignal,
): { readonly begun: Promise<BegunRun>; readonly ended: Promise<void> } {
  let begin: (run: BegunRun) => void = () => undefined;
  let refuse: (error: unknown) => void = () => undefined;
  const begun = new Promise<BegunRun>((resolve, reject) => ([begin, refuse] = [resolve, reject]));
  let run: StoredRun | undefined;
  let progress: LiveProgress = NO_PROGRESS;
  let writtenAt = -Infinity;
  let writing: Promise<void> = Promise.resolve();
  const onEvent = (event: TrainingEvent): void => {
    progress = nextProgress(progress, event);
    if (event.kind === "started" && run) begin({ id: run.record.id });
    // Before it has begun, a run may still be refused, and its folder deleted.
    const paths = progress.totalSteps > 0 ? run?.paths : undefined;
    if (!paths || (event.kind === "progress" && performance.now() - writtenAt < WRITE_EVERY_MS)) return;
    writtenAt = performance.now();
    const now = progress;
    // Losing sight of the progress must not end the run.
    writing = writing.then(() => writeLiveProgress(paths, now)).catch(() => undefined);
  };
  const ended = work({ signal, onStart: (started) => (run = started), onEvent })
    .then(() => undefined, refuse)
    .then(() => writing);
  return { begun, ended };
}

/** The view of a run after one more event. */
export function nextProgress(progress: LiveProgress, event: TrainingEvent): LiveProgress {
  switch (event.kind) {
    case "started": {
      const { resumedFrom: step, totalSteps, parameterCount, estimateBytes } = event;
      return { ...progress, step, fraction: 0, totalSteps, parameterCount, estimateBytes };
    }
    case "progress":
      return { ...progress, step: event.step, fraction: event.fraction };
    case "step":
      return { ...progress, step: event.step, fraction: 0 };
    case "warning":
      return { ...progress, warnings: [...progress.warnings, event.message] };
    case "validation":
    case "checkpoint":
    case "finished":
      return progress;
  }
}
