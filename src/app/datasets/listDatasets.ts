import { UserError } from "../../base/errors.ts";
import type { DatasetCounts } from "../../core/curatedQuery.ts";
import { datasetFiles } from "../../dataset/datasetFiles.ts";
import { effectiveExamples } from "../../dataset/effectiveExamples.ts";
import { readStoredDataset } from "../../dataset/loadDataset.ts";
import { countsOf } from "../../dataset/session/counts.ts";
import { readCatalogue } from "../../storage/catalogue.ts";
import type { DatasetEntry } from "../../storage/catalogueSchema.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { datasetNames } from "./datasetPath.ts";

export interface ListedDataset {
  readonly name: string;
  readonly counts: DatasetCounts;
  /** Of the examples that take part now. */
  readonly revision: string;
  /** As it was built last; absent for one that was only imported. */
  readonly built?: DatasetEntry;
  /** Ids of runs that learned from it, oldest first, whatever the revision. */
  readonly runs: readonly string[];
}

/** A dataset that cannot be read, and why. */
export interface BrokenDataset {
  readonly name: string;
  /** What is wrong, and what to do about it. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

/**
 * The datasets of a folder, by name; one that is broken stands among the others with its error. Throws what reading
 * throws that is no UserError.
 */
export async function listDatasets(folder: string, signal?: AbortSignal): Promise<(ListedDataset | BrokenDataset)[]> {
  const workspace = workspaceAt(folder);
  const catalogue = await readCatalogue(workspace);
  const listed: (ListedDataset | BrokenDataset)[] = [];
  for (const name of await datasetNames(folder)) {
    signal?.throwIfAborted();
    const dataset = await readStoredDataset(datasetFiles(workspace, name)).catch((error: unknown) => {
      if (error instanceof UserError) return error;
      throw error;
    });
    if (dataset instanceof UserError) {
      const { code, message, hint } = dataset;
      listed.push({ name, error: { code, message, hint } });
      continue;
    }
    const built = catalogue.datasets[name];
    listed.push({
      name,
      counts: countsOf(dataset),
      revision: effectiveExamples(dataset).revision,
      ...(built === undefined ? {} : { built }),
      runs: catalogue.runs.filter((use) => use.dataset === name).map(({ run }) => run),
    });
  }
  return listed;
}
