import { rename, writeFile } from "node:fs/promises";
import * as z from "zod";
import { readJson } from "./readJson.ts";
import type { RunPaths } from "./runFolder.ts";

const schema = z.object({
  version: z.literal(1),
  /** The step in hand. */
  step: z.int(),
  /** Share of it that is done, 0 to 1. */
  fraction: z.number(),
  totalSteps: z.int(),
  /** Weights that are trained; 0 until the run has begun. */
  parameterCount: z.number(),
  /** What the run was planned to need. */
  estimateBytes: z.number(),
  warnings: z.array(z.string()),
});
/** What is known of a run only while it is trained, for those who look on from another process. */
export type LiveProgress = Readonly<z.infer<typeof schema>>;

export const NO_PROGRESS: LiveProgress = {
  version: 1,
  step: 0,
  fraction: 0,
  totalSteps: 0,
  parameterCount: 0,
  estimateBytes: 0,
  warnings: [],
};

/** Not flushed to the disk as other files are: what a power failure takes of it is of no use afterwards. */
export async function writeLiveProgress(paths: RunPaths, progress: LiveProgress): Promise<void> {
  const temporary = `${paths.progress}.tmp`;
  await writeFile(temporary, `${JSON.stringify(progress)}\n`);
  await rename(temporary, paths.progress);
}

/** Undefined where nothing was written; so too where it cannot be read, for it will be written again. */
export const readLiveProgress = (paths: RunPaths): Promise<LiveProgress | undefined> =>
  readJson(paths.progress, schema).catch(() => undefined);
