import { readdir, stat } from "node:fs/promises";
import { UserError } from "../../base/errors.ts";

/** Nothing of anybody's is written over unasked. An empty folder is as good as none. @throws UserError `export/exists`. */
export async function requireFree(out: string): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found === undefined || (found.isDirectory() && (await readdir(out)).length === 0)) return;
  throw new UserError("export/exists", `${out} exists already`, "Choose another place, or pass --overwrite.");
}
