import { join } from "node:path";
import { workspaceAt } from "../../storage/workspace.ts";

/** Where a run of a workspace lies. */
export const runFolderOf = (folder: string, id: string): string => join(workspaceAt(folder).runsFolder, id);
