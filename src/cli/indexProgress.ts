import type { IndexProgress } from "../core/search.ts";
import { formatCount } from "./format.ts";
import { type Progress, startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface ShownIndexing {
  readonly onProgress: (progress: IndexProgress) => void;
  readonly stop: () => void;
}

/** A bar for each part of an update of the index, with rate and time left. */
export function showIndexing(terminal: Terminal): ShownIndexing {
  let shown: { readonly phase: IndexProgress["phase"]; readonly progress: Progress } | undefined;
  const barOf = (phase: IndexProgress["phase"], label: string): Progress => {
    if (shown?.phase !== phase) {
      shown?.progress.stop();
      shown = { phase, progress: startProgress(terminal, label, formatCount) };
    }
    return shown.progress;
  };
  return {
    onProgress(progress) {
      switch (progress.phase) {
        case "discover":
          return;
        case "read":
          return barOf("read", "Indexing files").update(progress.done, progress.total, progress.path);
        case "embed":
          return barOf("embed", "Making vectors").update(progress.done, progress.total);
      }
    },
    stop: () => shown?.progress.stop(),
  };
}
