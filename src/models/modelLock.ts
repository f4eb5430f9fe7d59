import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import lockfile from "proper-lockfile";
import { diskError, errorCode, writingTo } from "../storage/atomicWrite.ts";
import { modelErrors } from "./modelErrors.ts";

/** A process that died holding the lock blocks the others no longer than this. */
const STALE_MS = 10_000;
const LOOK_AGAIN_MS = 300;

/**
 * Runs `work` while no other process does so for the same `folder`; waits as long as another one does, calling
 * `onWait` once. `work` gets a signal that also fires when the lock was lost (a machine that slept, say): what it
 * does then would no longer be alone. Throws the signal's reason when aborted while waiting, UserError `storage/…` where
 * nothing can be written.
 */
export async function withModelLock<T>(
  folder: string,
  options: { signal?: AbortSignal | undefined; onWait?: (() => void) | undefined },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, onWait } = options;
  const stop = new AbortController();
  const forward = () => stop.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener("abort", forward);
  try {
    const release = await acquire(folder, stop, onWait);
    try {
      return await work(stop.signal);
    } finally {
      // A lock that was lost cannot be released; the reason has reached `work` through its signal.
      await release().catch(() => undefined);
    }
  } finally {
    signal?.removeEventListener("abort", forward);
  }
}

async function acquire(folder: string, stop: AbortController, onWait?: () => void): Promise<() => Promise<void>> {
  await writingTo(dirname(folder), () => mkdir(dirname(folder), { recursive: true }));
  for (let waited = false; ; waited = true) {
    try {
      return await lockfile.lock(folder, {
        realpath: false,
        stale: STALE_MS,
        onCompromised: () => stop.abort(modelErrors.lockLost(folder)),
      });
    } catch (error) {
      if (errorCode(error) !== "ELOCKED") throw diskError(error, dirname(folder));
      if (!waited) onWait?.();
      await delay(LOOK_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => stop.signal.throwIfAborted());
    }
  }
}
