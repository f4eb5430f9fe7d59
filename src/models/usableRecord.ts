import { catalogueModel } from "./catalogue.ts";
import { sha256File } from "../storage/fingerprint.ts";
import { modelErrors } from "./modelErrors.ts";
import { transferMeter, type ReportProgress } from "./modelProgress.ts";
import type { ModelRecord } from "./modelRecord.ts";
import { modelPath, readRecord, writeRecord } from "./modelStore.ts";
import { statIfThere } from "./statIfThere.ts";

/**
 * The record of a model whose file is still the one that was recorded, or undefined when it must be got (again).
 * Size and time are looked at; the file is hashed only when one of them changed.
 * Throws UserError `models/moved` or `models/changed` for a file that only its owner can bring back.
 */
export async function usableRecord(
  modelsFolder: string,
  id: string,
  options: { signal?: AbortSignal | undefined; report?: ReportProgress | undefined },
): Promise<ModelRecord | undefined> {
  const record = await readRecord(modelsFolder, id);
  if (!record) return undefined;
  // What a source can serve again is got again rather than complained of.
  const canBeGotAgain = catalogueModel(id) !== undefined || record.origin.kind === "hub";
  const path = modelPath(modelsFolder, record);
  const found = await statIfThere(path);
  if (!found) {
    if (canBeGotAgain) return undefined;
    throw modelErrors.moved(id, path);
  }
  if (found.sizeBytes === record.sizeBytes && found.modifiedMs === record.modifiedMs) return record;
  const sha256 = found.sizeBytes === record.sizeBytes ? await rehash(path, found.sizeBytes, options) : undefined;
  if (sha256 === record.sha256) {
    const refreshed: ModelRecord = { ...record, modifiedMs: found.modifiedMs };
    await writeRecord(modelsFolder, refreshed);
    return refreshed;
  }
  if (canBeGotAgain) return undefined;
  throw modelErrors.changed(id, path, record.sha256, sha256 ?? `a file of ${found.sizeBytes} bytes`);
}

async function rehash(
  path: string,
  totalBytes: number,
  { signal, report = () => undefined }: { signal?: AbortSignal | undefined; report?: ReportProgress | undefined },
): Promise<string> {
  const meter = transferMeter(report, { source: "model store", phase: "verifying", totalBytes });
  return sha256File(path, { signal, onBytes: (bytes) => meter.update(bytes) });
}
