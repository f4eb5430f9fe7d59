import { existsSync } from "node:fs";
import { UserError } from "../../base/errors.ts";
import { verifyFingerprint } from "../../storage/fingerprint.ts";
import { findRun, type StoredRun } from "../../storage/runFolder.ts";
import { workspaceAt } from "../../storage/workspace.ts";

/** What a run made, ready to be opened. */
export interface TunedModel {
  readonly run: StoredRun;
  /** The run's base model. */
  readonly modelPath: string;
  /** Absent after full training, which made `tunedPath` a whole model instead. */
  readonly adapterPath?: string;
  readonly tunedPath: string;
}

/** Whether the run has made an adapter, or a model, that can answer. */
export const hasResult = ({ paths }: Pick<StoredRun, "paths">): boolean =>
  existsSync(paths.adapter) || existsSync(paths.fullModel);

/**
 * The result of a run, whose model file must still be the one it was trained on.
 * Throws UserError `run/no-adapter`, `run/model-changed`, `run/unknown`.
 */
export async function openTunedModel(folder: string, runId: string, signal?: AbortSignal): Promise<TunedModel> {
  const run = await findRun(workspaceAt(folder), runId);
  const { record, state, paths } = run;
  const isFull = record.config.method === "full";
  const result = isFull ? paths.fullModel : paths.adapter;
  if (!existsSync(result)) {
    throw new UserError(
      "run/no-adapter",
      `run ${record.id} has no adapter yet: it is ${state.status} at step ${state.step}`,
      `Train it first: espalier train --resume ${record.id}`,
    );
  }
  await verifyFingerprint(record.model, signal);
  const modelPath = record.model.path;
  return isFull ? { run, modelPath, tunedPath: result } : { run, modelPath, adapterPath: result, tunedPath: modelPath };
}
