import { stat } from "node:fs/promises";
import { remove } from "../storage/atomicWrite.ts";
import { lockIndex } from "./indexLock.ts";

/** Deletes an index; returns whether there was one. Throws UserError `index/locked` while a process writes to it. */
export async function deleteIndex(indexFolder: string): Promise<boolean> {
  const exists = await stat(indexFolder).then(
    () => true,
    () => false,
  );
  if (!exists) return false;
  const lock = await lockIndex(indexFolder, () => undefined);
  // Released first: the lock lies in the folder.
  await lock.release();
  await remove(indexFolder);
  return true;
}
