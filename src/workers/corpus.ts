// The main of the corpus process.
import type { CorpusFunctions, FileHarvest, FileYieldRecord } from "../protocol/corpus.ts";
import { connectToParent } from "../protocol/parentProcess.ts";
import { harvestFile } from "./harvestFile.ts";
import { yieldFile } from "./yieldFile.ts";

connectToParent<object, CorpusFunctions>({
  "files/harvest": async (files) => {
    const harvests: FileHarvest[] = [];
    for (const file of files) harvests.push(await harvestFile(file));
    return harvests;
  },
  "files/yield": async (files, kinds) => {
    const yields: FileYieldRecord[] = [];
    for (const file of files) yields.push(await yieldFile(file, kinds));
    return yields;
  },
});
