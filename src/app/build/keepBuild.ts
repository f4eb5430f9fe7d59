import type { Exclusion } from "../../core/review.ts";
import { datasetFiles } from "../../dataset/datasetFiles.ts";
import { effectiveCounts } from "../../dataset/effectiveExamples.ts";
import { readStoredDataset } from "../../dataset/loadDataset.ts";
import { mergeBuild } from "../../dataset/mergeBuild.ts";
import type { BuiltExamples, MergeReport } from "../../dataset/merge.ts";
import type { SourceRecord } from "../../dataset/schemas.ts";
import type { StoredDataset } from "../../dataset/storedDataset.ts";
import { changeCatalogue, noteRevision } from "../../storage/catalogue.ts";
import { prepareWorkspace, workspaceAt } from "../../storage/workspace.ts";
import { type Settled, settleSources, type SettleOptions } from "../settle/settleSources.ts";
import type { SplitShares } from "../../curation/split/shares.ts";
import { type LearnedFrom, runsThatLearnedFrom } from "../runs/learnedFrom.ts";

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
  /** What became of duplicates and splits across sources; absent where all examples are of the build. */
  readonly settled?: Settled;
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
  built: BuiltExamples & { readonly counts?: { readonly leftOut: Readonly<Record<string, number>> } },
  options: Readonly<Record<string, unknown>> & Pick<SettleOptions, "seed"> & { readonly splitShares?: SplitShares },
  signal?: AbortSignal,
): Promise<KeptBuild> {
  const workspace = workspaceAt(folder);
  const files = datasetFiles(workspace, name);
  await prepareWorkspace(workspace);
  signal?.throwIfAborted();
  let earlier: { readonly dataset: StoredDataset; readonly sources: readonly SourceRecord[] } | undefined;
  let merged: StoredDataset | undefined;
  const report = await mergeBuild(files, built, {
    before: (dataset, sources) => (earlier = { dataset, sources }),
    after: (dataset) => (merged = dataset),
  });
  const known = new Set(earlier?.sources.map(({ path }) => path));
  const { seed, splitShares: shares } = options;
  const settled =
    report.kept === 0
      ? undefined
      : await settleSources(
          files.examples,
          {
            // A build knows only what it made; what was imported may say the same. New files give way to what was there.
            isNew: ({ source }) => source?.hash !== undefined && !known.has(source.path),
            earlierDuplicates: duplicatesIn(earlier?.dataset),
            ...(seed !== undefined && { seed }),
            ...(shares && { shares }),
          },
          signal,
        );
  const now = (settled === undefined ? merged : undefined) ?? (await readStoredDataset(files));
  const { count, excluded, revision } = effectiveCounts(now);
  await changeCatalogue(workspace, (catalogue) => {
    catalogue.datasets[name] = {
      revision,
      builtAt: new Date().toISOString(),
      options,
      ...(built.counts && { leftOut: built.counts.leftOut }),
    };
    noteRevision(catalogue, name, revision, count, "build");
  });
  const paths = new Set(report.deletedSources.map(({ path }) => path));
  const ids = new Set(report.deletedSources.flatMap(({ exampleIds }) => exampleIds));
  return {
    name,
    path: files.examples,
    report,
    effectiveCount: count,
    excluded,
    revision,
    ...(settled && { settled }),
    learnedFromDeleted: await runsThatLearnedFrom(folder, { paths, ids }, signal),
  };
}

const duplicatesIn = (dataset: StoredDataset | undefined): ReadonlySet<string> =>
  new Set(dataset?.table.ids.filter((_, row) => dataset.exclusionAt(row) === "duplicate"));
