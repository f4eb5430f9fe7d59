// The main of the corpus process.
import type { CorpusFunctions, FileHarvest } from "../protocol/corpus.ts";
import { connectToParent } from "../protocol/parentProcess.ts";
import { harvestFile } from "./harvestFile.ts";

connectToParent<object, CorpusFunctions>({
  "files/harvest": async (files) => {
    const harvests: FileHarvest[] = [];
    for (const file of files) harvests.push(await harvestFile(file));
    return harvests;
  },
});
