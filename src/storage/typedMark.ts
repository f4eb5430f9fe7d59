import { statSync } from "node:fs";
import { utimes, writeFile } from "node:fs/promises";
import { errorCode } from "./atomicWrite.ts";
import type { RunPaths } from "./runFolder.ts";

/** Notes that somebody types right now. A run that is gone meanwhile needs no note. */
export async function noteTyping({ typed }: Pick<RunPaths, "typed">): Promise<void> {
  const now = new Date();
  try {
    await utimes(typed, now, now).catch(() => writeFile(typed, ""));
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** When somebody was last seen to type, as `Date.now()` tells time; undefined when nobody was. */
export const typedAt = ({ typed }: Pick<RunPaths, "typed">): number | undefined =>
  statSync(typed, { throwIfNoEntry: false })?.mtimeMs;
