import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../../storage/atomicWrite.ts";
import { isAlive } from "../../storage/isAlive.ts";

/** Where a process writes what then takes the place of `target`, or helps to make it. */
export const temporaryBeside = (target: string, purpose?: "served"): string =>
  `${target}.${process.pid}${purpose === undefined ? "" : `.${purpose}`}.tmp`;

/** Deletes what processes left at `temporaryBeside` that were killed; of those that are alive nothing. */
export async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const start = `${basename(target)}.`;
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  });
  for (const name of names) {
    if (!name.startsWith(start)) continue;
    const pid = /^(?<pid>\d+)(?:\.served)?\.tmp$/.exec(name.slice(start.length))?.groups?.["pid"];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}
