import { cpus } from "node:os";

/** Processor time since some moment, in milliseconds. */
export interface CoreTimes {
  readonly wallMs: number;
  /** Of all cores and programs. */
  readonly busyMs: number;
  /** Of this process. */
  readonly ownMs: number;
}

/** Clocks of processors tick every ten milliseconds; over less than a few ticks they say nothing. */
const MIN_INTERVAL_MS = 50;

/**
 * Tells how many cores other programs keep busy, on average since it was last asked.
 *
 * @param read a test puts its own times in the place of the machine's.
 */
export function watchCores(read: () => CoreTimes = readCoreTimes): () => number {
  let last = read();
  let othersBusy = 0;
  return () => {
    const now = read();
    const elapsedMs = now.wallMs - last.wallMs;
    if (elapsedMs < MIN_INTERVAL_MS) return othersBusy;
    othersBusy = Math.max(0, (now.busyMs - last.busyMs - (now.ownMs - last.ownMs)) / elapsedMs);
    last = now;
    return othersBusy;
  };
}

function readCoreTimes(): CoreTimes {
  const busyMs = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), busyMs, ownMs: (user + system) / 1000 };
}

/** So much of a core may be busy and still count as spare: an editor is never quite idle. */
const TOLERATED = 0.35;

/** Cores that others leave, 1 at least. */
export const spareCores = (coreCount: number, othersBusy: number): number =>
  Math.min(coreCount, Math.max(1, Math.floor(coreCount - othersBusy + TOLERATED)));
