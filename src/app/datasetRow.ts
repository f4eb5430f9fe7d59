import { relative } from "node:path";
import type { DatasetRow } from "../protocol/panelData.ts";
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
  return { path, title: relative(folder, path), exampleCount, train, validation, test, excludedCount, byKind };
}
