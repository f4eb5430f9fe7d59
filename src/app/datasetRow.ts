import { relative } from "node:path";
import type { DatasetRow } from "../protocol/panelData.ts";
import type { DatasetDescription } from "./dataset.ts";

/** A dataset as a window shows it; `folder` is the workspace. */
export function datasetRow(folder: string, path: string, description: DatasetDescription): DatasetRow {
  const { exampleCount, byKind, bySplit } = description;
  const { train, validation, test, none } = bySplit;
  return { path, title: relative(folder, path), exampleCount, train, validation, test, unsplit: none, byKind };
}
