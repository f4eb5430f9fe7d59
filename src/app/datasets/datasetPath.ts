import { readdir } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { datasetFiles, isExamplesFile } from "../../dataset/datasetFiles.ts";
import { workspaceAt } from "../../storage/workspace.ts";

/** Names of the datasets of a folder, sorted. */
export async function datasetNames(folder: string): Promise<string[]> {
  const names = await readdir(workspaceAt(folder).datasetsFolder).catch(() => []);
  return names
    .filter(isExamplesFile)
    .map((name) => basename(name, ".jsonl"))
    .sort();
}

/**
 * The file that somebody means by a dataset's name, or by a path from the working folder. Throws UserError
 * `dataset/bad-name`, also for no name at all.
 */
export function datasetPath(folder: string, nameOrPath: string): string {
  const isName = /^[^/\\]*$/.test(nameOrPath) && !nameOrPath.endsWith(".jsonl");
  return isName ? datasetFiles(workspaceAt(folder), nameOrPath).examples : resolve(folder, nameOrPath);
}
