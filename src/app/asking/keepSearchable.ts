import type { IndexProgress } from "../../core/search.ts";
import type { Retriever } from "../search/retriever.ts";
import { whenIndexFree } from "../search/whenIndexFree.ts";

/** Brings an index up to date for whoever is about to search it. */
export interface KeptSearchable {
  /**
   * Resolves when all that is known to have changed can be searched by its words; vectors may still be made behind it.
   * While another process indexes, what it has not come to yet would be missing: that is waited for, and then looked at.
   * Where it takes too long (it may be making vectors), what there is must do.
   *
   * @throws as `Retriever.update`; the signal's reason.
   */
  ready(signal: AbortSignal, onProgress: (progress: IndexProgress) => void): Promise<void>;
  /** Paths that changed, relative to the folder; `all` where it is not known which. */
  changed(paths: readonly string[] | "all"): void;
}

interface Update {
  readonly controller: AbortController;
  /** Never rejects. */
  readonly finished: Promise<unknown>;
  readonly searchable: Promise<void>;
  isSearchable: boolean;
}

export interface WaitOptions {
  /** How long another process is waited for. Defaults to 20 s, in which ten thousand files can be searched by words. */
  readonly patienceMs?: number;
  /** Between two looks whether it is done. */
  readonly retryMs?: number;
  /** Whether what is there must do after this error. Defaults to never. */
  readonly tolerates?: (error: unknown) => Promise<boolean>;
}

export function keepSearchable(
  update: Retriever["update"],
  { patienceMs = 20_000, retryMs, tolerates = () => Promise.resolve(false) }: WaitOptions = {},
): KeptSearchable {
  /** What was not looked at since it changed; everything at first, since files change while nobody follows them. */
  let stale: "all" | Set<string> = "all";
  let running: Update | undefined;
  const listeners = new Set<(progress: IndexProgress) => void>();

  const isStale = (): boolean => stale === "all" || stale.size > 0;

  function begin(): void {
    const taken = stale;
    stale = new Set();
    const controller = new AbortController();
    let succeed: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (succeed = resolve));
    const report = (progress: IndexProgress): void => {
      for (const listener of listeners) listener(progress);
      // Keyword search works from here on.
      if (progress.phase === "embed" && !begun.isSearchable) {
        begun.isSearchable = true;
        succeed();
      }
    };
    const paths = taken === "all" ? {} : { paths: [...taken] };
    const patience = AbortSignal.timeout(patienceMs);
    const done = whenIndexFree(
      () => update({ ...paths, signal: controller.signal, onProgress: report }),
      () => undefined,
      AbortSignal.any([controller.signal, patience]),
      retryMs,
    ).then(
      () => undefined,
      async (error: unknown) => {
        if (begun.isSearchable) return;
        stale = taken === "all" || stale === "all" ? "all" : new Set([...taken, ...stale]);
        // A search looks at the files of its hits in any case.
        if (error !== patience.reason && !(await tolerates(error))) throw error;
      },
    );
    const begun: Update = {
      controller,
      searchable: Promise.race([reached, done]),
      finished: done.catch(() => undefined).finally(() => (running = undefined)),
      isSearchable: false,
    };
    begun.searchable.catch(() => undefined);
    running = begun;
  }

  return {
    async ready(signal, onProgress) {
      // Who waits twice with one function waits twice.
      const listener = (progress: IndexProgress): void => onProgress(progress);
      listeners.add(listener);
      try {
        if (running?.isSearchable && isStale()) {
          // The next update makes the vectors that this one does not come to.
          running.controller.abort(new Error("files changed meanwhile"));
          await orAborted(running.finished, signal);
        }
        if (running) await orAborted(running.searchable, signal);
        if (!isStale()) return;
        if (!running) begin();
        if (running) await orAborted(running.searchable, signal);
      } finally {
        listeners.delete(listener);
        // Nobody waits for it any longer, and what it has done is kept.
        if (signal.aborted && listeners.size === 0 && !running?.isSearchable) running?.controller.abort(signal.reason);
      }
    },
    changed(paths) {
      if (paths === "all") stale = "all";
      else if (stale !== "all") for (const path of paths) stale.add(path);
    },
  };
}

async function orAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const stop = new AbortController();
  try {
    await Promise.race([
      work,
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error), { signal: stop.signal });
      }),
    ]);
  } finally {
    stop.abort();
  }
}
