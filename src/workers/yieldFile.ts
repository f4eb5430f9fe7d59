import type { FoundFile } from "../core/foundFile.ts";
import { yieldOf } from "../curation/yield/fileYield.ts";
import { encodeYield } from "../curation/yield/yieldRecord.ts";
import { messageOf } from "../base/errors.ts";
import type { FileYieldRecord } from "../protocol/corpus.ts";
import { harvestFile } from "./harvestFile.ts";

/** What a dataset takes from one file. An error of ours costs that file, with the reason, and not the others. */
export async function yieldFile(file: FoundFile, kinds: readonly string[]): Promise<FileYieldRecord> {
  const harvest = await harvestFile(file);
  if (harvest.outcome === "skipped") return harvest;
  try {
    const record = encodeYield(await yieldOf(harvest.file, kinds));
    return { outcome: "read", path: file.path, ...record };
  } catch (error) {
    return { outcome: "skipped", path: file.path, reason: `no examples could be made: ${messageOf(error)}` };
  }
}
