import { usualRun } from "../../core/usualRun.ts";
import { activeRun } from "./manageRuns.ts";
import { listRuns } from "./runList.ts";
import { runRow } from "./runRows.ts";

/** The id of the run that answers in a folder where none is named; undefined where none can. */
export async function usualRunOf(folder: string): Promise<string | undefined> {
  const { runs } = await listRuns(folder);
  const active = await activeRun(folder);
  return usualRun(runs.map((run) => runRow(run, active)))?.id;
}
