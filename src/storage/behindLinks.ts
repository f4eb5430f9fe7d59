import { readlink, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * Where a file lies that a user named to be written: what the symbolic links at `path` lead to, whether it is there or
 * not. A rename over `path` itself would put a file in the place of the link. Not for files of `.espalier`, in which links
 * are as foreign as whoever made the folder. Throws the system's error where links lead in a circle.
 */
export async function behindLinks(path: string): Promise<string> {
  let place = path;
  for (let count = 0; count < MAX_LINKS; count++) {
    // Whatever is no link, or cannot be looked at: who writes there learns why.
    const link = await readlink(place).catch(() => undefined);
    if (link === undefined) return place;
    place = resolve(await realpath(dirname(place)), link);
  }
  await stat(path);
  return place;
}
