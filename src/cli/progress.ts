import cliProgress from "cli-progress";
import { formatDuration } from "./format.ts";
import type { Terminal } from "./terminal.ts";
import { visibleControls } from "./visibleControls.ts";

/** How far a piece of work has come. */
export interface Progress {
  /** `done` of `total`, in the unit of the work; `total` may become known later. */
  update(done: number, total: number | undefined, detail?: string): void;
  stop(): void;
}

/** Without a terminal a line every so often is enough to see that it lives. */
const PLAIN_INTERVAL_MS = 10_000;

/** Writes an amount of work with its unit. */
type FormatAmount = (amount: number) => string;

/**
 * A bar with rate and time left on a terminal, a plain line now and then elsewhere, nothing with `--json`.
 * Without `format` the work is counted in shares of 1, which have no rate worth telling.
 */
export function startProgress(terminal: Terminal, label: string, format?: FormatAmount): Progress {
  if (terminal.json) return { update: () => undefined, stop: () => undefined };
  return terminal.interactive ? movingBar(terminal, label, format) : plainLines(terminal, label, format);
}

function movingBar(terminal: Terminal, label: string, format: FormatAmount | undefined): Progress {
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {percentage}%{text}`,
    barCompleteChar: "━",
    barIncompleteChar: "─",
    barsize: 24,
    hideCursor: true,
    // Ctrl-C is ours to handle: the bar must not end the process.
    gracefulExit: false,
    stream: terminal.stderr as NodeJS.WritableStream,
  });
  const pace = startPace();
  let started = false;
  return {
    update(done, total, detail) {
      const text = ["", ...describeAmount(done, total, pace(done, total), format), ...(detail ? [detail] : [])];
      // A bar writes past the terminal's own words.
      const payload = { text: visibleControls(text.join(" · "), false) };
      if (!started) bar.start(total ?? done, done, payload);
      started = true;
      bar.setTotal(total ?? done);
      bar.update(done, payload);
    },
    stop: () => bar.stop(),
  };
}

function plainLines(terminal: Terminal, label: string, format: FormatAmount | undefined): Progress {
  const pace = startPace();
  let lastMs = Date.now();
  let spoken = false;
  return {
    update(done, total, detail) {
      // What was never worth a line needs none for its end.
      const finished = spoken && total !== undefined && done >= total;
      const now = pace(done, total);
      if (!finished && Date.now() - lastMs < PLAIN_INTERVAL_MS) return;
      lastMs = Date.now();
      spoken = true;
      const percent = total === undefined ? [] : [`${((done / total) * 100).toFixed(0)} %`];
      const text = [...percent, ...describeAmount(done, total, now, format), ...(detail ? [detail] : [])];
      terminal.note(`${label}: ${text.join(" · ")}`);
    },
    stop: () => undefined,
  };
}

interface Pace {
  readonly perSecond: number;
  readonly secondsLeft: number;
}

/** Rate and time left since the first amount, which may be work of an earlier attempt. */
export function startPace(now: () => number = Date.now): (done: number, total: number | undefined) => Pace {
  let first: { readonly done: number; readonly ms: number } | undefined;
  return (done, total) => {
    first ??= { done, ms: now() };
    const seconds = (now() - first.ms) / 1000;
    const perSecond = seconds > 0 ? (done - first.done) / seconds : 0;
    return {
      perSecond,
      secondsLeft: perSecond > 0 && total !== undefined ? (total - done) / perSecond : Number.NaN,
    };
  };
}

function describeAmount(
  done: number,
  total: number | undefined,
  { perSecond, secondsLeft }: Pace,
  format: FormatAmount | undefined,
): string[] {
  const left = total === undefined ? [] : [`${formatDuration(secondsLeft)} left`];
  if (!format) return left;
  const amount = total === undefined ? format(done) : `${format(done)} of ${format(total)}`;
  // Slower work is told by its amount and the time left; a rate of nothing would say that it stands still.
  return [amount, ...(perSecond >= 1 ? [`${format(perSecond)}/s`] : []), ...left];
}
