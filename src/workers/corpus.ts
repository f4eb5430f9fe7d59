// The main of the corpus process.
import type { CorpusFunctions, FileHarvest, FileScan, FileYieldRecord } from "../protocol/corpus.ts";
import { connectToParent } from "../protocol/parentProcess.ts";
import { harvestFile } from "./harvestFile.ts";
import { scanFile } from "./scanFile.ts";
import { yieldFile } from "./yieldFile.ts";

connectToParent<object, CorpusFunctions>({
  "files/harvest": async (files) => {
    const harvests: FileHarvest[] = [];
    for (const file of files) harvests.push(await harvestFile(file));
    return harvests;
  },
  "files/scan": async (files) => {
    const scans: FileScan[] = [];
    for (const file of files) scans.push(await scanFile(file));
    return scans;
  },
  "files/yield": async (files, kinds) => {
    const yields: FileYieldRecord[] = [];
    for (const file of files) yields.push(await yieldFile(file, kinds));
    return yields;
  },
});
