import { join } from "node:path";
import * as z from "zod";
import type { SkippedPath } from "../core/chunk.ts";
import { writeFileAtomic } from "../storage/atomicWrite.ts";
import { readJson } from "../storage/readJson.ts";

const schema = z.array(z.object({ path: z.string(), reason: z.string() }));
const pathIn = (indexFolder: string) => join(indexFolder, "skipped.json");

/** What is not in the index and why, in the order of the paths; empty where nothing is known. */
export async function readSkipped(indexFolder: string): Promise<readonly SkippedPath[]> {
  try {
    return (await readJson(pathIn(indexFolder), schema)) ?? [];
  } catch {
    // The next update writes it anew; nothing but this list hangs on it.
    return [];
  }
}

export async function writeSkipped(indexFolder: string, skipped: readonly SkippedPath[]): Promise<void> {
  await writeFileAtomic(pathIn(indexFolder), JSON.stringify(skipped));
}
