import { join } from "node:path";
import { DEFAULT_MODEL_ID } from "../models/catalogue.ts";
import { workspaceAt } from "../storage/workspace.ts";

/** The model when none is named: small enough for any machine. */
export const defaultModel: string = DEFAULT_MODEL_ID;

/** The dataset when none is named. */
export const defaultDatasetPath = (folder: string): string => join(workspaceAt(folder).datasetsFolder, "dataset.jsonl");
