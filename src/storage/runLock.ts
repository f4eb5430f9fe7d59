import { basename } from "node:path";
import { UserError } from "../base/errors.ts";
import { type FolderLock, folderLockOwner, lockFolder, type LockOwner } from "./folderLock.ts";

export type RunLock = FolderLock;

/** `trainer.lock` and `trainer.json` in the run's folder. */
const NAME = "trainer";

/**
 * Makes this process the only trainer of the run in `runFolder`, as `lockFolder` does.
 * Throws UserError `run/locked`, which names the process. `onLost` is called if another process takes the lock.
 */
export async function lockRun(runFolder: string, onLost: (reason: Error) => void): Promise<RunLock> {
  return lockFolder(runFolder, { name: NAME, lockedError: (owner) => lockedError(runFolder, owner), onLost });
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
