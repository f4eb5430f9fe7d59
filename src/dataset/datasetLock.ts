import { mkdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { UserError } from "../base/errors.ts";
import { diskError } from "../storage/atomicWrite.ts";
import { lockFolder } from "../storage/folderLock.ts";
import type { DatasetFiles } from "./datasetFiles.ts";

/** A merge of a large dataset takes a few seconds; beyond this it is better to say who keeps the lock. */
const WAIT_MS = 20_000;

/**
 * Does `work` while nobody else, in this process or another, changes the dataset. `requireHeld` throws if the lock was
 * lost, which takes a standstill of this process; long work calls it before it writes.
 * Throws UserError `dataset/locked`, which names the holder, after 20 seconds of waiting.
 */
export async function withDatasetLock<T>(
  files: Pick<DatasetFiles, "lock" | "name">,
  purpose: "edit" | "build" | "import",
  work: (requireHeld: () => void) => Promise<T>,
  waitMs = WAIT_MS,
): Promise<T> {
  await mkdir(dirname(files.lock), { recursive: true }).catch((error: unknown) => {
    throw diskError(error, files.lock);
  });
  let lost: Error | undefined;
  const lock = await lockFolder(dirname(files.lock), {
    name: basename(files.lock),
    purpose,
    waitMs,
    lockedError: ({ pid, host, since, purpose: theirs = "edit" }) =>
      new UserError(
        "dataset/locked",
        `the dataset ${files.name} is in use: process ${pid} on ${host} has been busy with ${theirs === "edit" ? "an" : "a"} ${theirs} since ${since}`,
        `Wait until it is done and try again, or stop it (\`kill ${pid}\`).`,
      ),
    onLost: (reason) => (lost = reason),
  });
  try {
    return await work(() => {
      if (lost !== undefined) throw lost;
    });
  } finally {
    // A lock that was lost is somebody else's now.
    if (lost === undefined) await lock.release();
  }
}
