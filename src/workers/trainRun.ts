import { messageOf } from "../base/errors.ts";
import type { TrainingEvent } from "../core/run.ts";
import type { RunStatus } from "../core/runRecord.ts";
import { train } from "../engine/train/train.ts";
import type { FinishedRun, TrainRequest } from "../protocol/training.ts";
import { diskError } from "../storage/atomicWrite.ts";
import { openMetricsLog, type MetricsLog } from "../storage/metricsLog.ts";
import { type RunPaths, runPaths, writeRunState } from "../storage/runFolder.ts";
import { lockRun } from "../storage/runLock.ts";
import { readTrainingData } from "./readTrainingData.ts";

/**
 * Trains the run in its folder and keeps the folder true to it: state, metrics, checkpoints. Stops at the next step,
 * with a checkpoint, when `signal` aborts. A failure is written down as the run's state and thrown.
 */
export async function trainRun(
  request: TrainRequest,
  signal: AbortSignal,
  report: (event: TrainingEvent) => void,
): Promise<FinishedRun> {
  const paths = runPaths(request.runFolder);
  const stop = new AbortController();
  const lock = await lockRun(paths.folder, (reason) => stop.abort(reason));
  const log = new RunLog(paths);
  try {
    const { modelPath, config, resume } = request;
    const { warnings, ...examples } = await readTrainingData(request);
    for (const message of warnings) report({ kind: "warning", message });
    const input = { modelPath, config, ...examples, runDir: paths.folder, resume };
    for await (const event of train(input, AbortSignal.any([signal, stop.signal]))) {
      await log.record(event);
      report(event);
      if (event.kind === "finished") return event;
    }
    throw new Error("the training ended without saying how");
  } catch (error) {
    const reason = diskError(error, paths.folder);
    await log.fail(messageOf(reason));
    throw reason;
  } finally {
    // The engine may still be at work on a step that nobody will hear of.
    stop.abort();
    log.close();
    await lock.release();
  }
}

/** What the folder says about the run while it is trained. */
class RunLog {
  private state: Parameters<typeof writeRunState>[1] = { status: "running", step: 0, totalSteps: 0 };
  private metrics: MetricsLog | undefined;

  constructor(private readonly paths: RunPaths) {}

  async record(event: TrainingEvent): Promise<void> {
    switch (event.kind) {
      case "started": {
        this.metrics = await openMetricsLog(this.paths.metrics, event.resumedFrom);
        const { totalSteps, device, deviceReason, resumedFrom: step } = event;
        return this.write({ step, totalSteps, device, deviceReason });
      }
      case "step":
        this.metrics?.append(event);
        this.state = { ...this.state, step: event.step };
        return;
      case "validation":
        this.metrics?.append(event);
        return this.write(event.best ? { bestStep: event.step, bestValidationLoss: event.validationLoss } : {});
      case "checkpoint":
        return this.write({ step: event.step });
      case "finished": {
        const { reason: status, step, bestStep } = event;
        const losses = { bestValidationLoss: event.bestValidationLoss, baseValidationLoss: event.baseValidationLoss };
        return this.write({ status, step, bestStep, ...finite(losses) });
      }
      case "progress":
      case "warning":
    }
  }

  /** A full disk must not hide the error that is being reported; the run then counts as interrupted. */
  async fail(reason: string): Promise<void> {
    await this.write({ status: "failed" satisfies RunStatus, reason }).catch(() => undefined);
  }

  close(): void {
    this.metrics?.close();
  }

  private async write(change: Partial<typeof this.state>): Promise<void> {
    this.state = { ...this.state, ...change };
    await writeRunState(this.paths, this.state);
  }
}

/** A run without validation examples has no validation loss, which JSON cannot say with NaN. */
const finite = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
