import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { diskError, errorCode } from "./atomicWrite.ts";

/**
 * Throws where nothing can be written into a folder, or into the one that it would be made in: UserError
 * `storage/not-writable`, `storage/in-the-way`. It is a quick look before work that might be for nothing; whatever writes
 * finds out for itself.
 */
export async function requireWritable(folder: string): Promise<void> {
  for (let place = folder; ; place = dirname(place)) {
    try {
      return await access(place, constants.W_OK);
    } catch (error) {
      if (errorCode(error) !== "ENOENT" || place === dirname(place)) throw diskError(error, folder);
    }
  }
}
