import { dirname } from "node:path";
import type { DatasetFiles } from "../../dataset/datasetFiles.ts";
import { effectiveExamples, type EffectiveExamples } from "../../dataset/effectiveExamples.ts";
import { folderOf, readStoredDataset } from "../../dataset/loadDataset.ts";
import { changeCatalogue, noteRevision } from "../../storage/catalogue.ts";
import type { RevisionCause } from "../../storage/catalogueSchema.ts";
import { type Workspace, workspaceAt } from "../../storage/workspace.ts";

/** The catalogue knows of the version that a change of a dataset made. Returns what takes part now. */
export async function noteDatasetRevision(files: DatasetFiles, cause: RevisionCause): Promise<EffectiveExamples> {
  const effective = effectiveExamples(await readStoredDataset(files));
  await changeCatalogue(workspaceOf(files), (catalogue) =>
    noteRevision(catalogue, files.name, effective.revision, effective.examples.length, cause),
  );
  return effective;
}

/** The workspace that a dataset belongs to: `<root>/.espalier/datasets/NAME.jsonl`. */
export const workspaceOf = (files: DatasetFiles): Workspace => workspaceAt(dirname(dirname(folderOf(files))));
