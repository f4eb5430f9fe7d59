import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../storage/atomicWrite.ts";

/** A store of thousands of files is not one a person made; the walk ends there. */
const MAX_ENTRIES = 50_000;

/**
 * Paths of the files and links under `folder`, at most `depth` folders down, in no order. A folder that does not
 * exist, or is another user's, holds none: other programs' stores are looked at, not required.
 */
export async function walkFiles(folder: string, depth: number): Promise<string[]> {
  const files: string[] = [];
  let budget = MAX_ENTRIES;
  const visit = async (path: string, left: number): Promise<void> => {
    for (const entry of await entriesOf(path)) {
      if (budget-- <= 0) return;
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        if (left > 0) await visit(child, left - 1);
      } else files.push(child);
    }
  };
  await visit(folder, depth);
  return files;
}

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES" || code === "EPERM") return [];
    throw error;
  }
}
