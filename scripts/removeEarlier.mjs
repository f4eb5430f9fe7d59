// Takes away what the build before made and this one does not.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

/** Names what a build made, relative to its folder. */
const LIST = ".outputs.json";

/**
 * Removes from `outdir` the files that the build before this one listed, but for those of `outputs`, and lists these. What
 * no build made stays. It is called once the new files stand, so that a program that is running finds its own until then.
 */
export async function removeEarlier(outdir, outputs) {
  const list = join(outdir, LIST);
  const written = outputs.map((path) => relative(outdir, path).split(sep).join("/"));
  const earlier = JSON.parse(await readFile(list, "utf8").catch(() => "[]"));
  const kept = new Set(written);
  for (const path of earlier) {
    if (!kept.has(path) && isBelow(outdir, path)) await rm(join(outdir, path), { force: true });
  }
  await writeFile(list, `${JSON.stringify(written.sort(), undefined, 2)}\n`);
}

const isBelow = (folder, path) => resolve(folder, path).startsWith(resolve(folder) + sep);
