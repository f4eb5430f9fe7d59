import { stat } from "node:fs/promises";
import { errorCode } from "../storage/atomicWrite.ts";

const NO_FILE: ReadonlySet<string> = new Set(["EACCES", "ELOOP", "ENAMETOOLONG", "ENOENT", "ENOTDIR"]);

/** Size and time of a file, links followed; undefined when there is no file or it may not be looked at. */
export async function statIfThere(path: string): Promise<{ sizeBytes: number; modifiedMs: number } | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? { sizeBytes: found.size, modifiedMs: found.mtimeMs } : undefined;
  } catch (error) {
    if (NO_FILE.has(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}
