import type { RunMetrics } from "../../core/run.ts";
import { readMetrics } from "../../storage/metricsLog.ts";
import { type DamagedRun, findRun, listRunFolders, type RunFolders, type StoredRun } from "../../storage/runFolder.ts";
import { workspaceAt } from "../../storage/workspace.ts";

export interface RunDetails extends StoredRun {
  readonly metrics: readonly RunMetrics[];
}

/** The runs of a workspace, and those that cannot be read. */
export const listRuns = (folder: string): Promise<RunFolders> => listRunFolders(workspaceAt(folder));

/**
 * One run with its measurements; `latest` is the newest.
 * Throws UserError `run/unknown`, `run/ambiguous`, `storage/damaged`.
 */
export async function showRun(folder: string, id: string): Promise<RunDetails> {
  const run = await findRun(workspaceAt(folder), id);
  return { ...run, metrics: readMetrics(run.paths.metrics) };
}

/**
 * The newest run that can be read, and the newer ones that cannot: good enough to look at, but not to delete or to go on
 * with. Throws UserError `run/unknown` where there is none, `storage/damaged` where none can be read.
 */
export async function showNewestRun(
  folder: string,
): Promise<{ readonly run: RunDetails; readonly passedOver: readonly DamagedRun[] }> {
  const { runs, damaged } = await listRuns(folder);
  const newest = runs.at(-1);
  if (newest === undefined) return { run: await showRun(folder, "latest"), passedOver: [] };
  return {
    run: { ...newest, metrics: readMetrics(newest.paths.metrics) },
    passedOver: damaged.filter(({ id }) => id > newest.record.id),
  };
}
