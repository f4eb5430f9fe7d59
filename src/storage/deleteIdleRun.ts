import { readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../base/errors.ts";
import { remove, writingTo } from "./atomicWrite.ts";
import type { RunPaths } from "./runFolder.ts";
import { lockRun } from "./runLock.ts";

/** No run's name begins with a dot. */
const LEAVING = ".deleting-";

/**
 * Deletes a run that nobody trains, with all that it made. It takes the run's lock, and has the folder leave its name
 * before the lock goes, which lies in it: nobody can begin to train what is half deleted.
 *
 * @throws UserError `run/running`, `run/unknown`, `storage/not-writable`.
 */
export async function deleteIdleRun({ folder }: RunPaths): Promise<void> {
  const [runsFolder, id] = [dirname(folder), basename(folder)];
  const lock = await lockRun(folder, () => undefined, {
    purpose: "delete",
    lockedError: ({ pid, host, since }) =>
      new UserError(
        "run/running",
        `run ${id} is being trained by process ${pid} on ${host} since ${since}`,
        `Stop it first: espalier runs stop ${id}`,
      ),
  });
  try {
    await writingTo(folder, () => rename(folder, join(runsFolder, `${LEAVING}${id}`)));
  } finally {
    await lock.release();
  }
  // Those too that a kill left.
  const leaving = (await readdir(runsFolder)).filter((name) => name.startsWith(LEAVING));
  for (const name of leaving) await remove(join(runsFolder, name));
}
