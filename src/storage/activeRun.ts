import { join } from "node:path";
import * as z from "zod";
import { remove, writeJsonAtomic } from "./atomicWrite.ts";
import { readJson } from "./readJson.ts";
import type { Workspace } from "./workspace.ts";

const schema = z.object({ version: z.literal(1), runId: z.string() });

const pathOf = (workspace: Workspace) => join(workspace.folder, "active.json");

/** The run whose adapter answers when none is named, or undefined when none was chosen. Throws `storage/damaged`. */
export const readActiveRun = async (workspace: Workspace): Promise<string | undefined> =>
  (await readJson(pathOf(workspace), schema))?.runId;

/** Chooses that run, or none. */
export async function writeActiveRun(workspace: Workspace, runId: string | undefined): Promise<void> {
  if (runId === undefined) await remove(pathOf(workspace));
  else await writeJsonAtomic(pathOf(workspace), { version: 1, runId });
}
