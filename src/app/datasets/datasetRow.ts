import { basename, dirname, relative } from "node:path";
import type { DatasetRow } from "../../protocol/panelData.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import type { DatasetDescription } from "./dataset.ts";
import type { TrainingExamples } from "./trainingData.ts";

/** A dataset as a window shows it; `folder` is the workspace. */
export function datasetRow(
  folder: string,
  path: string,
  description: DatasetDescription,
  excluded: TrainingExamples["excluded"],
): DatasetRow {
  const { exampleCount, byKind, bySplit } = description;
  const { train, validation, test } = bySplit;
  const excludedCount = Object.values(excluded).reduce((sum, count) => sum + count, 0);
  return { path, title: titleOf(folder, path), exampleCount, train, validation, test, excludedCount, byKind };
}

/** The name of one of the folder's own datasets; of any other file its path. */
const titleOf = (folder: string, path: string): string =>
  dirname(path) === workspaceAt(folder).datasetsFolder ? basename(path, ".jsonl") : relative(folder, path);
