import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { datasetFiles, datasetFilesAt, type DatasetFiles, rootOfDataset } from "../../dataset/datasetFiles.ts";
import { DatasetSession, type SessionOptions } from "../../dataset/session/datasetSession.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { datasetNames } from "./datasetPath.ts";
import { personAt } from "./person.ts";

/**
 * Opens a dataset of a folder to look at it and decide about it, as git's user there unless `by` says another. Close
 * the session in the end. Throws UserError `dataset/missing`, `dataset/bad-name` and those of `DatasetSession.open`.
 */
export async function openDataset(
  folder: string,
  name: string,
  options: Partial<SessionOptions> = {},
): Promise<DatasetSession> {
  const files = await filesOfDataset(folder, name);
  return DatasetSession.open(files, { ...options, by: options.by ?? (await personAt(folder)) });
}

/** Throws UserError `dataset/missing`, which names those that there are, and `dataset/bad-name`. */
export async function filesOfDataset(folder: string, name: string): Promise<DatasetFiles> {
  const files = datasetFiles(workspaceAt(folder), name);
  if (!existsSync(files.examples) && !existsSync(files.withheld)) throw await missingDataset(folder, name);
  return files;
}

/**
 * Throws UserError `dataset/missing`, with what there is, where a path is neither that of a dataset nor of a file: cheaper
 * than to learn it after a download.
 */
export async function requireDataset(path: string): Promise<void> {
  if (existsSync(path)) return;
  const files = datasetAt(path);
  if (files === undefined) {
    throw new UserError(
      "dataset/missing",
      `there is no file ${path}`,
      "Name a dataset, or the path of a file of rows.",
    );
  }
  if (existsSync(files.withheld)) return;
  throw await missingDataset(rootOfDataset(files), files.name);
}

/** The dataset of which a file holds the examples; undefined for a plain file of rows. */
export const datasetAt = (path: string): DatasetFiles | undefined => datasetFilesAt(resolve(path));

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

async function missingDataset(folder: string, name: string): Promise<UserError> {
  const names = await datasetNames(folder);
  const known = names.length === 0 ? "it has none yet" : `it has ${names.join(", ")}`;
  return new UserError("dataset/missing", `there is no dataset "${name}" in ${folder}; ${known}`, await hint());

  async function hint(): Promise<string> {
    if (await isFile(resolve(folder, name))) return `For the rows of the file ${name}, write ./${name}`;
    if (names.length === 0) return "Run `espalier dataset build` first.";
    return "Name one of these, or make it with `espalier dataset build --out NAME`.";
  }
}
