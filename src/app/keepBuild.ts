import type { Exclusion } from "../core/review.ts";
import { datasetFiles } from "../dataset/datasetFiles.ts";
import { effectiveExamples } from "../dataset/effectiveExamples.ts";
import { readStoredDataset } from "../dataset/loadDataset.ts";
import { type BuiltExamples, mergeBuild, type MergeReport } from "../dataset/mergeBuild.ts";
import { changeCatalogue, noteRevision } from "../storage/catalogue.ts";
import { prepareWorkspace, workspaceAt } from "../storage/workspace.ts";
import { type LearnedFrom, runsThatLearnedFrom } from "./learnedFrom.ts";

/** A dataset after a build was put into it. */
export interface KeptBuild {
  readonly name: string;
  /** Of the examples' file. */
  readonly path: string;
  readonly report: MergeReport;
  /** Examples that take part in training now. */
  readonly effectiveCount: number;
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  readonly revision: string;
  /** Runs that learned from files that are gone, and whose adapters still know what stood there. */
  readonly learnedFromDeleted: readonly LearnedFrom[];
}

/**
 * Puts a build into the dataset `name` of a folder: decisions stay, the catalogue knows of the new revision.
 * @param options what the build was asked for, as it can be asked for again.
 * Throws UserError `dataset/...`, `catalogue/...`, and the signal's reason before anything is written.
 */
export async function keepBuild(
  folder: string,
  name: string,
  built: BuiltExamples,
  options: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<KeptBuild> {
  const workspace = workspaceAt(folder);
  const files = datasetFiles(workspace, name);
  await prepareWorkspace(workspace);
  signal?.throwIfAborted();
  const report = await mergeBuild(files, built);
  const { examples, excluded, revision } = effectiveExamples(await readStoredDataset(files));
  const bySplit: Record<string, number> = {};
  for (const { split = "none" } of examples) bySplit[split] = (bySplit[split] ?? 0) + 1;
  await changeCatalogue(workspace, (catalogue) => {
    catalogue.datasets[name] = {
      revision,
      builtAt: new Date().toISOString(),
      options,
      counts: { total: report.total, effective: examples.length, bySplit, excluded },
    };
    noteRevision(catalogue, name, revision, examples.length);
  });
  const paths = new Set(report.deletedSources.map(({ path }) => path));
  const ids = new Set(report.deletedSources.flatMap(({ exampleIds }) => exampleIds));
  return {
    name,
    path: files.examples,
    report,
    effectiveCount: examples.length,
    excluded,
    revision,
    learnedFromDeleted: await runsThatLearnedFrom(folder, { paths, ids }, signal),
  };
}
