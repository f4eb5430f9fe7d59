import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import { errorCode, writeJsonAtomic } from "../storage/atomicWrite.ts";
import { readError } from "../storage/readError.ts";
import { readJson } from "../storage/readJson.ts";
import { modelErrors } from "./modelErrors.ts";
import { isModelId } from "./modelId.ts";
import { statIfThere } from "./statIfThere.ts";
import { RECORD_VERSION, modelRecordSchema, recordVersionSchema, type ModelRecord } from "./modelRecord.ts";

/** `modelsFolder` is always that of `storage/modelPaths.ts`; one folder in it is one model. */
export function modelFolder(modelsFolder: string, id: string): string {
  if (!isModelId(id)) throw modelErrors.badId(id);
  return join(modelsFolder, id);
}

const recordPath = (modelsFolder: string, id: string) => join(modelFolder(modelsFolder, id), "model.json");

/** Where a model's file is. */
export function modelPath(modelsFolder: string, record: ModelRecord): string {
  return record.placement === "stored" ? join(modelFolder(modelsFolder, record.id), record.file) : record.path;
}

/** The record of `id`, or undefined. Throws UserError `storage/damaged` or `models/newer-record`. */
export async function readRecord(modelsFolder: string, id: string): Promise<ModelRecord | undefined> {
  const path = recordPath(modelsFolder, id);
  const versioned = await readJson(path, recordVersionSchema);
  if (versioned && versioned.version > RECORD_VERSION) throw modelErrors.newerRecord(path, versioned.version);
  const record = await readJson(path, modelRecordSchema);
  if (record && record.id !== id) {
    throw new UserError("storage/damaged", `${path} is damaged: it names ${record.id}`, `Delete ${path}.`);
  }
  return record;
}

export async function writeRecord(modelsFolder: string, record: ModelRecord): Promise<void> {
  await writeJsonAtomic(recordPath(modelsFolder, record.id), record);
}

/** All records, and one line for each that cannot be read. */
export async function readAllRecords(modelsFolder: string): Promise<{ records: ModelRecord[]; problems: string[] }> {
  const records: ModelRecord[] = [];
  const problems: string[] = [];
  for (const id of await storedIds(modelsFolder)) {
    try {
      const record = await readRecord(modelsFolder, id);
      if (record) records.push(record);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  return { records, problems };
}

/** Deletes the folder of `id` and with it a stored file; a file used in place is not touched. False when there is none. */
export async function removeModelFolder(modelsFolder: string, id: string): Promise<boolean> {
  const folder = modelFolder(modelsFolder, id);
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  await rm(folder, { recursive: true, force: true });
  return exists;
}

/** The ids that have a record, readable or not, in alphabetical order. */
export async function storedIds(modelsFolder: string): Promise<string[]> {
  const ids: string[] = [];
  for (const name of (await namesIn(modelsFolder)).filter(isModelId).sort()) {
    if (await statIfThere(recordPath(modelsFolder, name))) ids.push(name);
  }
  return ids;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw readError(error, folder);
  }
}
