import { join } from "node:path";
import { workspaceAt } from "../storage/workspace.ts";

/** Where a run of a workspace lies. */
export const runFolderOf = (folder: string, id: string): string => join(workspaceAt(folder).runsFolder, id);

/** Where the datasets of a workspace lie. */
export const datasetsFolderOf = (folder: string): string => workspaceAt(folder).datasetsFolder;
