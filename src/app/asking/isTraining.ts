import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { lockOwner } from "../../storage/runLock.ts";
import { workspaceAt } from "../../storage/workspace.ts";

/** Whether a run of the folder is being trained now, by whatever process. */
export async function isTraining(folder: string): Promise<boolean> {
  const { runsFolder } = workspaceAt(folder);
  const runs = await readdir(runsFolder).catch(() => []);
  const owners = await Promise.all(runs.map((run) => lockOwner(join(runsFolder, run))));
  return owners.some((owner) => owner !== undefined);
}
