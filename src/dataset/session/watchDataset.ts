import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";
import type { DatasetFiles } from "../datasetFiles.ts";
import { folderOf } from "../loadDataset.ts";

/** One write shows as several events. */
const SETTLE_MS = 60;

/**
 * Calls `onChange` some time after files of the dataset changed. Returns how to stop. Where the system cannot watch (a
 * network share, no handles left), nobody is called: what others wrote is then seen before the next edit.
 */
export function watchDataset(files: DatasetFiles, onChange: () => void): () => void {
  const names = new Set([files.examples, files.review, files.findings, files.superseded].map((path) => basename(path)));
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    watcher?.close();
  };
  try {
    watcher = watch(folderOf(files), { persistent: false }, (_, name) => {
      if (name !== null && !names.has(name)) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, SETTLE_MS);
      timer.unref();
    });
    watcher.on("error", stop);
  } catch {
    // See above.
  }
  return stop;
}
