import type { DatasetChoices } from "../../protocol/datasetViews.ts";
import { datasetKinds } from "../build/datasetKinds.ts";
import { exportFormats } from "../datasets/exportDataset.ts";
import { importFormats } from "../importing/importDataset.ts";

/** What a dataset can be built of, read from and written as. */
export const datasetChoices: DatasetChoices = {
  kinds: datasetKinds,
  importFormats: importFormats.map(({ name, description }) => ({ name, description })),
  exportFormats: exportFormats.map(({ name, description }) => ({ name, description })),
};
