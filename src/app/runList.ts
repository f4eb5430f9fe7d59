import type { RunMetrics } from "../core/run.ts";
import { readMetrics } from "../storage/metricsLog.ts";
import { findRun, listRunFolders, type StoredRun } from "../storage/runFolder.ts";
import { workspaceAt } from "../storage/workspace.ts";

export interface RunDetails extends StoredRun {
  readonly metrics: readonly RunMetrics[];
}

/** The runs of a workspace, oldest first. Throws UserError `storage/damaged`. */
export const listRuns = (folder: string): Promise<StoredRun[]> => listRunFolders(workspaceAt(folder));

/** One run with its measurements; `latest` is the newest. Throws UserError `run/unknown`, `run/ambiguous`. */
export async function showRun(folder: string, id: string): Promise<RunDetails> {
  const run = await findRun(workspaceAt(folder), id);
  return { ...run, metrics: readMetrics(run.paths.metrics) };
}
