import { getModel, type ModelOptions, type ReadyModel } from "../app/models/manageModels.ts";
import { formatBytes } from "./format.ts";
import { type Progress, startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

type ReportModelProgress = NonNullable<ModelOptions["onProgress"]>;

/** The model that `name` names, fetched if need be with its progress shown. */
export async function getModelShown(name: string, terminal: Terminal, signal: AbortSignal): Promise<ReadyModel> {
  const { show, stop } = showModelProgress(terminal);
  return await getModel(name, { signal, onProgress: show }).finally(stop);
}

/** Shows what happens while a model is fetched, one bar for each phase of each source, and which source served. */
export function showModelProgress(terminal: Terminal): { show: ReportModelProgress; stop: () => void } {
  let phase = "";
  let bar: Progress | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
    phase = "";
  };
  const note = (...texts: string[]) => {
    stop();
    for (const text of texts) terminal.note(text);
  };
  // Where no source serves, the error says of each why.
  const skipped: string[] = [];
  return {
    stop,
    show(progress) {
      switch (progress.kind) {
        case "waiting":
          return note("Waiting for another process that is getting this model…");
        case "trying":
          return stop();
        case "skipped":
          skipped.push(`${progress.source}: ${progress.reason}`);
          return stop();
        case "retrying":
          return note(`${progress.source}: ${progress.reason}; again in ${Math.ceil(progress.waitMs / 1000)} s`);
        case "obtained":
          return note(...skipped.splice(0), `Got ${progress.id} from ${progress.source} (${progress.location}).`);
        case "bytes": {
          const label = `${PHASES[progress.phase]} (${progress.source})`;
          if (label !== phase) {
            stop();
            bar = startProgress(terminal, label, formatBytes);
            phase = label;
          }
          return bar?.update(progress.doneBytes, progress.totalBytes);
        }
      }
    },
  };
}

const PHASES = {
  downloading: "Downloading",
  unpacking: "Unpacking",
  copying: "Copying",
  verifying: "Verifying",
} as const;
