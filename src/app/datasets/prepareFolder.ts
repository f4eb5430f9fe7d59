import { prepareWorkspace, workspaceAt } from "../../storage/workspace.ts";

/** Makes `.espalier` with its .gitignore in a folder, before something is written there. */
export const prepareFolder = (folder: string): Promise<void> => prepareWorkspace(workspaceAt(folder));
