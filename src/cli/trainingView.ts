import cliProgress from "cli-progress";
import type { TrainingEvent } from "../core/run.ts";
import { formatBytes, formatDuration, formatLoss, sparkline } from "./format.ts";
import { startPace } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** What has been seen of a run so far. */
export interface TrainingView {
  readonly step: number;
  readonly fraction: number;
  readonly totalSteps: number;
  readonly losses: readonly number[];
  readonly validationLoss?: number;
  /** Of the newest validation. */
  readonly validatedStep?: number;
  readonly baseValidationLoss?: number;
  readonly bestStep?: number;
  readonly tokensPerSecond?: number;
  readonly rssBytes?: number;
}

export const EMPTY_VIEW: TrainingView = { step: 0, fraction: 0, totalSteps: 0, losses: [] };

/** The view after one more event. */
export function nextView(view: TrainingView, event: TrainingEvent): TrainingView {
  switch (event.kind) {
    case "started":
      return { ...view, step: event.resumedFrom, fraction: 0, totalSteps: event.totalSteps };
    case "progress":
      return { ...view, fraction: event.fraction };
    case "step":
      return {
        ...view,
        step: event.step,
        fraction: 0,
        losses: [...view.losses, event.loss],
        tokensPerSecond: event.tokensPerSecond,
        rssBytes: event.rssBytes,
      };
    case "validation":
      return {
        ...view,
        validationLoss: event.validationLoss,
        validatedStep: event.step,
        // A run that goes on is not the base model any more.
        ...(event.step === 0 && { baseValidationLoss: event.validationLoss }),
        ...(event.best && { bestStep: event.step }),
      };
    case "checkpoint":
    case "warning":
    case "finished":
      return view;
  }
}

const RECENT_STEPS = 16;
/** A single step's loss says more about its examples than about the model. */
const SMOOTHED_STEPS = 5;

/** `step 34/120 · loss 2.123 ▇▆▅▃▂ · validation 2.901 → 2.345 · 412 tokens/s · 1.6 GB`. */
export function describeView(view: TrainingView): string {
  const parts = [`step ${view.step}/${view.totalSteps}`];
  const loss = mean(view.losses.slice(-SMOOTHED_STEPS));
  if (loss !== undefined) parts.push(`loss ${formatLoss(loss)} ${sparkline(view.losses, RECENT_STEPS)}`);
  if (view.validationLoss !== undefined) {
    const { validatedStep, baseValidationLoss: base } = view;
    const from = validatedStep === 0 || base === undefined ? "" : `${formatLoss(base)} → `;
    parts.push(`validation ${from}${formatLoss(view.validationLoss)}`);
  }
  if (view.tokensPerSecond !== undefined) parts.push(`${view.tokensPerSecond.toFixed(0)} tokens/s`);
  if (view.rssBytes !== undefined) parts.push(formatBytes(view.rssBytes));
  return parts.join(" · ");
}

export interface TrainingDisplay {
  show(event: TrainingEvent): void;
  stop(): void;
}

const PLAIN_INTERVAL_MS = 15_000;

/** Shows a run while it trains: one moving line on a terminal, a plain line now and then elsewhere, JSON lines with `--json`. */
export function showTraining(terminal: Terminal): TrainingDisplay {
  if (terminal.json) {
    return { show: (event) => void (event.kind !== "progress" && terminal.emit(event)), stop: () => undefined };
  }
  const line = terminal.interactive ? movingLine(terminal) : plainLines(terminal);
  let view = EMPTY_VIEW;
  return {
    show(event) {
      view = nextView(view, event);
      if (event.kind === "started") line.remark(describeStart(event));
      else if (event.kind === "warning") line.remark(terminal.colors.yellow(`Note: ${event.message}.`));
      line.draw(view, event.kind === "validation");
    },
    stop: () => line.stop(),
  };
}

function describeStart(event: Extract<TrainingEvent, { kind: "started" }>): string {
  const from = event.resumedFrom > 0 ? `, from step ${event.resumedFrom}` : "";
  const millions = (event.parameterCount / 1e6).toFixed(event.parameterCount < 1e7 ? 2 : 0);
  return (
    `Training ${millions} million parameters on ${event.device} (${event.deviceReason})` +
    `, ${event.totalSteps} steps${from}, about ${formatBytes(event.estimateBytes)} of memory.`
  );
}

interface Line {
  draw(view: TrainingView, important: boolean): void;
  /** A line that stays. */
  remark(text: string): void;
  stop(): void;
}

function movingLine(terminal: Terminal): Line {
  const pace = startPace();
  const bars = new cliProgress.MultiBar({
    format: "{bar} {percentage}% · {line} · {left} left",
    barCompleteChar: "━",
    barIncompleteChar: "─",
    barsize: 16,
    hideCursor: true,
    gracefulExit: false,
    stream: terminal.stderr as NodeJS.WritableStream,
  });
  let bar: cliProgress.SingleBar | undefined;
  return {
    draw(view) {
      if (view.totalSteps === 0) return;
      const done = view.step + view.fraction;
      const { secondsLeft } = pace(done, view.totalSteps);
      const payload = { line: describeView(view), left: formatDuration(secondsLeft) };
      bar ??= bars.create(view.totalSteps, done, payload);
      bar.update(done, payload);
    },
    remark: (text) => (bar ? bars.log(`${text}\n`) : terminal.note(text)),
    stop: () => bars.stop(),
  };
}

function plainLines(terminal: Terminal): Line {
  let lastMs = Date.now();
  let last = "";
  return {
    draw(view, important) {
      if (view.totalSteps === 0) return;
      if (!important && Date.now() - lastMs < PLAIN_INTERVAL_MS) return;
      lastMs = Date.now();
      const text = describeView(view);
      if (text !== last) terminal.note(text);
      last = text;
    },
    remark: (text) => terminal.note(text),
    stop: () => undefined,
  };
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
