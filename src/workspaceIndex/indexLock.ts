import { mkdir } from "node:fs/promises";
import { UserError } from "../base/errors.ts";
import { diskError } from "../storage/atomicWrite.ts";
import { type FolderLock, folderLockOwner, lockFolder } from "../storage/folderLock.ts";

const NAME = "writer";

/**
 * Makes this process the only one that changes the index.
 *
 * @throws UserError `index/locked`, which names the process, and `storage/…` where nothing can be written.
 */
export async function lockIndex(indexFolder: string, onLost: (reason: Error) => void): Promise<FolderLock> {
  try {
    await mkdir(indexFolder, { recursive: true });
  } catch (error) {
    throw diskError(error, indexFolder);
  }
  return lockFolder(indexFolder, {
    name: NAME,
    lockedError: ({ pid, host, since }) =>
      new UserError(
        "index/locked",
        `the index is being written by process ${pid} on ${host} since ${since}`,
        "Wait for it; what is indexed so far can be searched meanwhile.",
      ),
    onLost,
  });
}

/** The process that changes the index now, or undefined. */
export async function indexWriterPid(indexFolder: string): Promise<number | undefined> {
  return (await folderLockOwner(indexFolder, NAME))?.pid;
}
