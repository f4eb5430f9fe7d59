import { setTimeout as sleep } from "node:timers/promises";
import type { Turn } from "../engine/runtime/session.ts";

/** Fingers that rest for longer than this have stopped. */
const RESTING_MS = 300;
const LOOK_EVERY_MS = 40;
/** Who types without end does not keep a run from going on: so long it waits, and so long it then computes. */
const LONGEST_WAIT_MS = 5_000;
const THEN_COMPUTES_MS = 1_000;

export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Lets whoever types go first: a turn is taken at once, but while somebody types only when the fingers rest. Priorities
 * alone do not do that: a frame of an editor is drawn by several processes at once, which share caches and the width of
 * the cores with what computes there.
 */
export function turnAfterTyping(
  typedAt: () => number | undefined,
  signal: AbortSignal,
  { now, sleep: pass }: Clock = { now: Date.now, sleep },
): Turn {
  let computesUntil = -Infinity;
  const isTyping = (): boolean => {
    const at = typedAt();
    // A clock that was set back would else show somebody typing for hours.
    return at !== undefined && Math.abs(now() - at) < RESTING_MS;
  };
  const wait = async (): Promise<void> => {
    const end = now() + LONGEST_WAIT_MS;
    while (!signal.aborted && isTyping()) {
      if (now() >= end) {
        computesUntil = now() + THEN_COMPUTES_MS;
        return;
      }
      await pass(LOOK_EVERY_MS);
    }
  };
  return () => (now() < computesUntil || signal.aborted || !isTyping() ? undefined : wait());
}
