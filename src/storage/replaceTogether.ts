import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { diskError, errorCode } from "./atomicWrite.ts";

/** Files of one folder that mean something only together. */
export interface FileSet {
  /** Their names. */
  readonly names: readonly string[];
  /** The one of them without which readers take the folder for no such set. */
  readonly marker: string;
}

/** The two calls by which a set moves; a test stops between them as a kill would. */
export interface Moves {
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly rm: typeof rm;
}

/**
 * Moves a whole set of files from the folder `from`, which holds nothing else and is gone afterwards, to `to` on the
 * same disk. At every moment, a kill included, `to` holds the old set, the new one, or none that has its marker; never
 * a mix. Until the new one stands, the old one is kept beside it under names that end in `.previous`. Other files in
 * `to` stay. Throws UserError `storage/disk-full` or `storage/not-writable`; the old set then has its names again.
 */
export async function replaceTogether(
  from: string,
  to: string,
  { names, marker }: FileSet,
  moves: Moves = { rename, rm },
): Promise<void> {
  const others = names.filter((name) => name !== marker);
  const previous = (name: string): string => join(to, `${name}.previous`);
  try {
    if (await movedWhole(from, to, moves)) return;
    await mkdir(to, { recursive: true });
    // What has no marker is no set: a kill left it, and its predecessor may be under the other names still.
    const hasOld = await moveIfThere(join(to, marker), previous(marker), moves);
    const setAside: string[] = [];
    try {
      if (hasOld) {
        for (const name of others) {
          if (await moveIfThere(join(to, name), previous(name), moves)) setAside.push(name);
        }
      }
      for (const name of [...others, marker]) await moves.rename(join(from, name), join(to, name));
    } catch (error) {
      for (const name of setAside) await moves.rename(previous(name), join(to, name));
      if (hasOld) await moves.rename(previous(marker), join(to, marker));
      throw error;
    }
    for (const name of names) await moves.rm(previous(name), { force: true });
    await moves.rm(from, { recursive: true, force: true });
  } catch (error) {
    throw diskError(error, to);
  }
}

/** Where nothing is in the way, one rename of the folder does it. */
async function movedWhole(from: string, to: string, moves: Moves): Promise<boolean> {
  try {
    await moves.rename(from, to);
    return true;
  } catch (error) {
    // What systems say of a folder that holds something; Windows of one that is there at all.
    if (["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(errorCode(error) ?? "")) return false;
    throw error;
  }
}

async function moveIfThere(from: string, to: string, moves: Moves): Promise<boolean> {
  try {
    await moves.rename(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
