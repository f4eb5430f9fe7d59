import { basename } from "node:path";
import { UserError } from "../../base/errors.ts";
import { readActiveRun, writeActiveRun } from "../../storage/activeRun.ts";
import { deleteIdleRun } from "../../storage/deleteIdleRun.ts";
import { type EndWish, writeEndRequest } from "../../storage/endRequest.ts";
import { findRun, findRunPaths, runPaths, type StoredRun, writeRunName } from "../../storage/runFolder.ts";
import { noteTyping } from "../../storage/typedMark.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { runFolderOf } from "./runFolderOf.ts";
import { hasResult } from "./tunedModel.ts";

/** The run whose adapter answers when none is named; undefined when none was chosen or the chosen one is gone. */
export async function activeRun(folder: string): Promise<string | undefined> {
  const workspace = workspaceAt(folder);
  const id = await readActiveRun(workspace);
  if (id === undefined) return undefined;
  return findRun(workspace, id).then(
    ({ record }) => record.id,
    () => undefined,
  );
}

/** Makes the run's adapter the one that answers. Throws UserError `run/no-adapter`, `run/unknown`. */
export async function useRun(folder: string, id: string): Promise<StoredRun> {
  const workspace = workspaceAt(folder);
  const run = await findRun(workspace, id);
  if (!hasResult(run)) {
    throw new UserError(
      "run/no-adapter",
      `run ${run.record.id} has no adapter yet: it is ${run.state.status} at step ${run.state.step}`,
      "Train it further, or choose another run.",
    );
  }
  await writeActiveRun(workspace, run.record.id);
  return run;
}

/** Goes back to the rule that the newest run trained to its end answers. */
export const useNewestRun = (folder: string): Promise<void> => writeActiveRun(workspaceAt(folder), undefined);

const LONGEST_NAME = 80;

/** Gives the run a name; an empty one takes its name away. Throws UserError `run/bad-name`, `run/unknown`. */
export async function renameRun(folder: string, id: string, name: string): Promise<void> {
  const run = await findRun(workspaceAt(folder), id);
  const trimmed = name.trim();
  if (trimmed.length > LONGEST_NAME || /\p{Cc}/u.test(trimmed)) {
    throw new UserError(
      "run/bad-name",
      `the name has ${trimmed.length} characters, expected one line of at most ${LONGEST_NAME}`,
      "Choose a shorter name.",
    );
  }
  await writeRunName(run.paths, trimmed === "" ? undefined : trimmed);
}

/** Tells whichever process trains the run that somebody types right now, so that it gives way. */
export const noteTypingDuring = (folder: string, id: string): Promise<void> =>
  noteTyping(runPaths(runFolderOf(folder, id)));

/** Deletes the run, readable or damaged, and all that it made; returns its id. Throws UserError `run/running`, `run/unknown`. */
export async function removeRun(folder: string, id: string): Promise<string> {
  const workspace = workspaceAt(folder);
  const paths = await findRunPaths(workspace, id);
  const found = basename(paths.folder);
  await deleteIdleRun(paths);
  if ((await readActiveRun(workspace)) === found) await writeActiveRun(workspace, undefined);
  return found;
}

/**
 * Asks whichever process trains the run to end it at the next step, with a checkpoint.
 * Throws UserError `run/not-running`, `run/unknown`.
 */
export async function endRun(folder: string, id: string, wish: EndWish): Promise<StoredRun> {
  const run = await findRun(workspaceAt(folder), id);
  if (run.state.status !== "running") {
    throw new UserError(
      "run/not-running",
      `run ${run.record.id} is not being trained: it is ${run.state.status}`,
      "Nothing needs to be done.",
    );
  }
  await writeEndRequest(run.paths, wish);
  return run;
}
