import { stat } from "node:fs/promises";
import { messageOf } from "../../base/errors.ts";
import type { RunRow } from "../../protocol/panelData.ts";
import { readRun, runPaths } from "../../storage/runFolder.ts";
import { runRow } from "./runRows.ts";

export { activeRun } from "./manageRuns.ts";

/** A run as it was seen. */
export interface Known {
  readonly signature: string;
  readonly row?: RunRow;
  readonly problem?: string;
}

/** A look at a run that has not changed costs three calls of `stat`, unless it may be trained just now. */
export async function lookAt(folder: string, before: Known | undefined, active: string | undefined): Promise<Known> {
  const paths = runPaths(folder);
  const times = await Promise.all(
    [paths.record, paths.state, paths.label].map((path) =>
      stat(path).then(
        ({ mtimeMs, size }) => `${mtimeMs}/${size}`,
        () => "-",
      ),
    ),
  );
  const signature = times.join(" ");
  // Whether an unfinished run is trained now is not in its files, but in the life of a process.
  const isSettled = before?.row?.status === "completed" || before?.row?.status === "early-stopped";
  if (before?.signature === signature && (isSettled || before.problem !== undefined)) return before;
  try {
    const run = await readRun(paths);
    return { signature, ...(run && { row: runRow(run, active) }) };
  } catch (error) {
    return { signature, problem: messageOf(error) };
  }
}
