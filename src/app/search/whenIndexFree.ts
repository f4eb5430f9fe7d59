import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../base/errors.ts";

/** A writer takes seconds as a rule: asked this often, nobody notices the wait after it. */
const RETRY_MS = 500;

/**
 * Does what writes to the index as soon as no other process does: another window may be at it, or the command line.
 *
 * @param onWait is told, each time, who writes.
 * @throws what `work` throws, but for `index/locked`; the signal's reason.
 */
export async function whenIndexFree<T>(
  work: () => Promise<T>,
  onWait: (who: string) => void,
  signal: AbortSignal,
  retryMs = RETRY_MS,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError && error.code === "index/locked")) throw error;
      onWait(error.message);
    }
    await delay(retryMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
