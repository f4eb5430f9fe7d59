import type { TrainingEvent, ValidationMetrics } from "../core/run.ts";
import type { RunState, RunStatus } from "../core/runRecord.ts";
import { type MetricsLog, openMetricsLog, readMetrics } from "../storage/metricsLog.ts";
import { type RunPaths, writeRunState } from "../storage/runFolder.ts";

type WrittenState = Parameters<typeof writeRunState>[1];

/** What the folder says about the run while it is trained. */
export class RunLog {
  private metrics: MetricsLog | undefined;

  /** `state` is where the run stood when it last stopped: it stays true until the engine says that it goes on. */
  constructor(
    private readonly paths: RunPaths,
    private state: WrittenState,
  ) {}

  async record(event: TrainingEvent): Promise<void> {
    switch (event.kind) {
      case "started": {
        this.metrics = await openMetricsLog(this.paths.metrics, event.resumedFrom);
        const { totalSteps, device, deviceReason, resumedFrom: step } = event;
        this.state = { status: "running", step, totalSteps, device, deviceReason };
        // What came after the checkpoint is made again, its losses too.
        return this.write(measuredLosses(this.paths.metrics));
      }
      case "step":
        this.metrics?.append(event);
        this.state = { ...this.state, step: event.step };
        return;
      case "validation":
        this.metrics?.append(event);
        return this.write(lossesOf(event));
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

/** The losses that the metrics tell of. */
const measuredLosses = (metricsPath: string): Losses =>
  readMetrics(metricsPath).reduce<Losses>(
    (losses, metrics) => (metrics.kind === "validation" ? { ...losses, ...lossesOf(metrics) } : losses),
    {},
  );

const lossesOf = ({ step, validationLoss, best }: ValidationMetrics): Losses => ({
  ...(step === 0 && finite({ baseValidationLoss: validationLoss })),
  ...(best && { bestStep: step, bestValidationLoss: validationLoss }),
});

type Losses = Pick<RunState, "bestStep" | "bestValidationLoss" | "baseValidationLoss">;
