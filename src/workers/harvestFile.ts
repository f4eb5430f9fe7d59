import { messageOf } from "../base/errors.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { chunkFile } from "../corpus/chunkFile.ts";
import type { FileHarvest } from "../protocol/corpus.ts";

/** All that is done with one file. An error of ours costs that file, with the reason, and not the others. */
export async function harvestFile(file: FoundFile): Promise<FileHarvest> {
  try {
    return await chunkFile(file);
  } catch (error) {
    return { outcome: "skipped", path: file.path, reason: `could not be read: ${messageOf(error)}` };
  }
}
