import { join } from "node:path";
import { DEFAULT_MODEL_ID } from "../models/catalogue.ts";
import { workspaceAt } from "../storage/workspace.ts";

/** The model when none is named: small enough for any machine. */
export const defaultModel: string = DEFAULT_MODEL_ID;

/** Name of the dataset when none is named. */
export const DEFAULT_DATASET = "dataset";

/** The file of that dataset's examples. */
export const defaultDatasetPath = (folder: string): string =>
  join(workspaceAt(folder).datasetsFolder, `${DEFAULT_DATASET}.jsonl`);
