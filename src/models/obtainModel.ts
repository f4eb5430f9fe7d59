import { mkdir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Environment } from "../storage/modelPaths.ts";
import { checkModelFile } from "./checkModelFile.ts";
import { modelErrors } from "./modelErrors.ts";
import { withModelLock } from "./modelLock.ts";
import type { ReportProgress } from "./modelProgress.ts";
import { RECORD_VERSION, type ModelRecord } from "./modelRecord.ts";
import type { ModelSource, ObtainContext, ObtainedFile, WantedModel } from "./modelSource.ts";
import { modelFolder, modelPath, writeRecord } from "./modelStore.ts";
import { usableRecord } from "./usableRecord.ts";

export interface ObtainOptions {
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  readonly report?: ReportProgress | undefined;
  /** Completes the error when no source serves. */
  readonly hint: string;
}

export interface ObtainedModel {
  readonly record: ModelRecord;
  readonly path: string;
  /** False when it was there already. */
  readonly isNew: boolean;
}

/**
 * The model `wanted`, from the store or else from the first of `sources` that serves it. One process at a time
 * works on a model; the others wait and use its result. A file enters the store by a rename, after its size and
 * hash were compared and it opened as GGUF.
 * Throws UserError `models/unavailable` (each source with its reason), `models/disk-full`; the signal's reason.
 */
export async function obtainModel(
  modelsFolder: string,
  wanted: WantedModel,
  sources: readonly ModelSource[],
  options: ObtainOptions,
): Promise<ObtainedModel> {
  const { env, signal, report = () => undefined } = options;
  const present = await usableRecord(modelsFolder, wanted.id, options);
  if (present) return { record: present, path: modelPath(modelsFolder, present), isNew: false };

  const folder = modelFolder(modelsFolder, wanted.id);
  return withModelLock(folder, { signal, onWait: () => report({ kind: "waiting" }) }, async (lockSignal) => {
    const arrived = await usableRecord(modelsFolder, wanted.id, { signal: lockSignal, report });
    if (arrived) return { record: arrived, path: modelPath(modelsFolder, arrived), isNew: false };
    await mkdir(folder, { recursive: true });
    const context: ObtainContext = { folder, env, signal: lockSignal, report };
    try {
      const record = await fromFirstSource(modelsFolder, wanted, sources, context, options.hint);
      return { record, path: modelPath(modelsFolder, record), isNew: true };
    } finally {
      // Goes only if it is empty: after a failure that left nothing to go on with.
      await rmdir(folder).catch(() => undefined);
    }
  });
}

async function fromFirstSource(
  modelsFolder: string,
  wanted: WantedModel,
  sources: readonly ModelSource[],
  context: ObtainContext,
  hint: string,
): Promise<ModelRecord> {
  const tried: { source: string; reason: string }[] = [];
  for (const source of sources) {
    context.signal.throwIfAborted();
    context.report({ kind: "trying", source: source.title });
    try {
      return await takeIn(modelsFolder, wanted.id, await source.obtain(wanted, context), context.folder);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof UserError) || error.code === "models/disk-full" || sources.length === 1) throw error;
      const reason = error.code === "models/not-in-store" ? error.message : `${error.message}. ${error.hint}`;
      tried.push({ source: source.title, reason });
      context.report({ kind: "skipped", source: source.title, reason: error.message });
    }
  }
  throw modelErrors.unavailable(wanted.id, tried, hint);
}

async function takeIn(modelsFolder: string, id: string, file: ObtainedFile, folder: string): Promise<ModelRecord> {
  const isStored = file.placement === "stored";
  let facts;
  try {
    facts = await checkModelFile(file.path);
  } catch (error) {
    if (isStored) await rm(file.path, { force: true });
    throw error;
  }
  const path = isStored ? join(folder, file.fileName) : file.path;
  if (isStored) await rename(file.path, path);
  await removeLeftovers(folder, isStored ? file.fileName : undefined);
  const { sizeBytes, sha256, verifiedAgainst, origin } = file;
  const { architecture, contextLength } = facts;
  const record: ModelRecord = {
    version: RECORD_VERSION,
    id,
    ...(isStored ? { placement: "stored", file: file.fileName } : { placement: "in-place", path }),
    sha256,
    sizeBytes,
    modifiedMs: (await stat(path)).mtimeMs,
    architecture,
    ...(contextLength !== undefined && { contextLength }),
    origin,
    verifiedAgainst,
    addedAt: new Date().toISOString(),
  };
  await writeRecord(modelsFolder, record);
  return record;
}

/** What earlier attempts left, of other sources' file names too. */
async function removeLeftovers(folder: string, keep: string | undefined): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== keep && name !== "model.json") await rm(join(folder, name), { recursive: true, force: true });
  }
}
