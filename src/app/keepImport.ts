import { existsSync } from "node:fs";
import type { Example } from "../core/example.ts";
import { addImported } from "../dataset/addImported.ts";
import { addExamples, type AddedExamples } from "./addExamples.ts";
import { loadDataset, saveDataset } from "./dataset.ts";
import { datasetAt } from "./datasetSession.ts";
import { prepareFolder } from "./prepareFolder.ts";

/**
 * Adds examples to a dataset of the folder, or to a plain file of rows; see `addExamples`.
 * Throws UserError `dataset/...`, and the signal's reason; nothing is written then.
 */
export async function keepImport(
  folder: string,
  path: string,
  added: readonly Example[],
  onSameId: "rename" | "replace",
  signal?: AbortSignal,
): Promise<AddedExamples> {
  const files = datasetAt(path);
  if (files !== undefined) {
    await prepareFolder(folder);
    return addImported(files, (earlier) => addExamples(earlier, added, onSameId), signal);
  }
  const earlier = existsSync(path) ? (await loadDataset(path, {}, signal)).examples : [];
  const result = addExamples(earlier, added, onSameId);
  await saveDataset(path, result.examples, signal);
  return result;
}
