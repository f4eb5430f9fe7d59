import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { sha256 } from "../../curation/fingerprint.ts";
import { withDatasetLock } from "../../dataset/datasetLock.ts";
import { espalierHome } from "../../storage/modelPaths.ts";

/**
 * Does `work` while no other process of this user changes a plain file of rows. The folder of such a file is not ours, so
 * the lock lies in Espalier's own. Throws as `withDatasetLock`.
 */
export async function withPlainFileLock<T>(
  path: string,
  purpose: "edit" | "import",
  work: () => Promise<T>,
): Promise<T> {
  const name = sha256(await truePath(resolve(path))).slice(0, 32);
  return withDatasetLock({ lock: join(espalierHome(), "locks", name), name: path }, purpose, work);
}

/** Of a file that is not there yet, by its folder. */
async function truePath(path: string): Promise<string> {
  const folder = (): Promise<string> => realpath(dirname(path)).catch(() => dirname(path));
  return realpath(path).catch(async () => join(await folder(), basename(path)));
}
