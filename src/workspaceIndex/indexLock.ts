import { mkdir } from "node:fs/promises";
import { UserError } from "../base/errors.ts";
import { errorCode, writingTo } from "../storage/atomicWrite.ts";
import { type FolderLock, folderLockOwner, lockFolder, type LockOwner } from "../storage/folderLock.ts";

const NAME = "writer";
/** The folder goes when an index is deleted, at the worst between it is made here and locked. */
const ATTEMPTS = 5;

/**
 * Makes this process the only one that changes the index.
 *
 * @throws UserError `index/locked`, which names the process, and `storage/…` where nothing can be written.
 */
export async function lockIndex(indexFolder: string, onLost: (reason: Error) => void): Promise<FolderLock> {
  for (let attempt = 1; ; attempt++) {
    await writingTo(indexFolder, () => mkdir(indexFolder, { recursive: true }));
    try {
      return await lockFolder(indexFolder, { name: NAME, lockedError, onLost });
    } catch (error) {
      if (errorCode(error) !== "ENOENT" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The process that changes the index now, or undefined. */
export async function indexWriterPid(indexFolder: string): Promise<number | undefined> {
  return (await folderLockOwner(indexFolder, NAME))?.pid;
}

const lockedError = ({ pid, host, since }: LockOwner): UserError =>
  new UserError(
    "index/locked",
    `the index is being written by process ${pid} on ${host} since ${since}`,
    "Wait for it; what is indexed so far can be searched meanwhile.",
  );
