import type { IndexProgress, IndexUpdate } from "../core/search.ts";
import type { UpdateOptions } from "./updateIndex.ts";

/** What an update is to look at, and what it is to change of the index's settings. */
export type WantedUpdate = Pick<UpdateOptions, "paths" | "embedding" | "maxBytes">;

export type RunUpdate = (
  wanted: WantedUpdate,
  onProgress: (progress: IndexProgress) => void,
  signal: AbortSignal,
) => Promise<IndexUpdate>;

interface Caller {
  readonly onProgress: ((progress: IndexProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

interface Joined {
  wanted: WantedUpdate;
  readonly callers: Caller[];
  readonly stop: AbortController;
}

/**
 * Runs the updates of one index one after another, however many are asked for at once: those that come while one runs
 * become a single next one, which looks at all that they name. So a watcher may pass on each event as it comes. Who aborts
 * gets its reason at once; the update itself stops when all who wait for it have aborted.
 */
export function joinUpdates(run: RunUpdate) {
  let last: Promise<unknown> = Promise.resolve();
  let next: (Joined & { readonly result: Promise<IndexUpdate> }) | undefined;

  const begin = (wanted: WantedUpdate) => {
    const joined: Joined = { wanted, callers: [], stop: new AbortController() };
    const result = last.then(() => {
      // From here on it is settled what this one looks at.
      next = undefined;
      const report = (progress: IndexProgress): void => {
        for (const { onProgress, signal } of joined.callers) if (signal?.aborted !== true) onProgress?.(progress);
      };
      return run(joined.wanted, report, joined.stop.signal);
    });
    last = result.catch(() => undefined);
    return Object.assign(joined, { result });
  };

  return async function update(
    wanted: WantedUpdate,
    onProgress?: (progress: IndexProgress) => void,
    signal?: AbortSignal,
  ): Promise<IndexUpdate> {
    signal?.throwIfAborted();
    const joined = (next ??= begin(wanted));
    joined.wanted = union(joined.wanted, wanted);
    joined.callers.push({ onProgress, signal });
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => {
        const { reason } = signal as { readonly reason: Error };
        if (joined.callers.every((caller) => caller.signal?.aborted === true)) {
          joined.stop.abort(reason);
          // What is read by then is still committed: whoever asks next finds the index unlocked.
          void joined.result.catch(() => undefined).then(() => reject(reason));
        } else reject(reason);
      });
    });
    return Promise.race([joined.result, aborted]);
  };
}

function union(a: WantedUpdate, b: WantedUpdate): WantedUpdate {
  return {
    ...a,
    ...b,
    embedding: b.embedding ?? a.embedding,
    maxBytes: b.maxBytes ?? a.maxBytes,
    paths: a.paths === undefined || b.paths === undefined ? undefined : [...new Set([...a.paths, ...b.paths])],
  };
}
