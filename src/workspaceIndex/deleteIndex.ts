import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { writingTo } from "../storage/atomicWrite.ts";
import { lockIndex } from "./indexLock.ts";
import { manifestPath } from "./manifest.ts";

/** Deletes an index; returns whether there was one. Throws UserError `index/locked` while a process writes to it. */
export async function deleteIndex(indexFolder: string): Promise<boolean> {
  const exists = await stat(indexFolder).then(
    () => true,
    () => false,
  );
  if (!exists) return false;
  const lock = await lockIndex(indexFolder, () => undefined);
  // Without its manifest the rest is no index to anybody who looks for one meanwhile.
  await writingTo(indexFolder, () => lock.releaseDeleted(basename(manifestPath(indexFolder))));
  return true;
}
