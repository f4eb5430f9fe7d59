import { basename, dirname } from "node:path";
import { UserError } from "../base/errors.ts";
import { errorCode } from "./atomicWrite.ts";
import { type FolderLock, folderLockOwner, lockFolder, type LockOptions, type LockOwner } from "./folderLock.ts";

export type RunLock = FolderLock;

/** `trainer.lock` and `trainer.json` in the run's folder. */
const NAME = "trainer";

/**
 * Makes this process the only one that trains the run in `runFolder`, or does what `purpose` says, as `lockFolder` does.
 * Throws UserError `run/locked`, which names the process, or what `lockedError` makes; `run/unknown` where the run is gone.
 * `onLost` is called if another process takes the lock.
 */
export async function lockRun(
  runFolder: string,
  onLost: (reason: Error) => void,
  options: Partial<Pick<LockOptions, "lockedError" | "purpose">> = {},
): Promise<RunLock> {
  try {
    return await lockFolder(runFolder, {
      name: NAME,
      lockedError: (owner) => lockedError(runFolder, owner),
      onLost,
      ...options,
    });
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    const runs = dirname(runFolder);
    throw new UserError(
      "run/unknown",
      `there is no run "${basename(runFolder)}" in ${runs}`,
      "See `espalier runs list`.",
    );
  }
}

/** Who trains this run now, or undefined when nobody does. */
export async function lockOwner(runFolder: string): Promise<LockOwner | undefined> {
  return folderLockOwner(runFolder, NAME);
}

const lockedError = (runFolder: string, { pid, host, since }: LockOwner) =>
  new UserError(
    "run/locked",
    `run ${basename(runFolder)} is being trained by process ${pid} on ${host} since ${since}`,
    `Wait for it, or pause it: espalier runs pause ${basename(runFolder)}`,
  );
