import type { Example, Split } from "../../core/example.ts";
import { DEFAULT_SHARES, type SplitShares } from "../../curation/split/shares.ts";
import { type SplitPlan, splitExamples } from "../../curation/split/splitExamples.ts";
import { clustersOf, type DuplicateProgress } from "./dedupeDataset.ts";
import { withClusters } from "../../curation/duplicates/withoutDuplicates.ts";
import { type DatasetRow, placeExamples, readDatasetRows } from "./datasetRows.ts";

export interface SettleOptions {
  /** Whether an example was not there before: the split it brought along stays, unless it leaks. */
  readonly isNew: (example: Example) => boolean;
  /** Ids of examples that were left out as duplicates before. Defaults to what the dataset says. */
  readonly earlierDuplicates?: ReadonlySet<string>;
  /** For splits of examples that have none. Defaults to 0. */
  readonly seed?: number;
  /** Defaults to 0.8 training, 0.1 validation, 0.1 test. */
  readonly shares?: SplitShares;
  readonly onProgress?: (progress: DuplicateProgress) => void;
}

/** What changed when the examples of all sources were looked at together. */
export interface Settled {
  /** Examples that say what another says, and take no part because of it now. */
  readonly duplicateCount: number;
  /** Of these, those that took part before, or are new. */
  readonly newDuplicateCount: number;
  /** Examples that had no split, and have one now. */
  readonly drawnCount: number;
  /** Examples that were there before and are in another split now, since they are linked with what is held out. */
  readonly moved: readonly { readonly id: string; readonly from: Split; readonly to: Split }[];
  /** New ones whose own split would have leaked. */
  readonly overruled: SplitPlan["overruled"];
  /** Grounded examples that were taken out, because their prompts show what is held out from them now. */
  readonly misplacedGroundedCount: number;
}

/**
 * Works out near-duplicates and splits of a dataset over the examples of all its sources together, and keeps them. Splits
 * stay as they are, except where an example would otherwise be judged by what another was learned from; then it joins
 * what is held out, and the test set stays what it was.
 *
 * @throws UserError `dataset/…`; the signal's reason.
 */
export async function settleSources(path: string, options: SettleOptions, signal?: AbortSignal): Promise<Settled> {
  const { isNew, earlierDuplicates, seed = 0, shares = DEFAULT_SHARES, onProgress } = options;
  const rows = (await readDatasetRows(path, signal)).filter(({ excluded }) => excluded !== "source-deleted");
  const clusters = await clustersOf(rows, onProgress, signal);
  const examples = withClusters(
    rows.map(({ example }) => example),
    clusters,
  );
  const duplicates = new Set(clusters.flatMap(({ members }) => members.map(({ example }) => example.id)));
  const rejected = new Set(rows.flatMap(({ example, state }) => (state === "rejected" ? [example.id] : [])));
  // What is withheld or flagged may take part later, and must not leak then. A duplicate goes where its file goes; one of
  // no file stays with its likes, so that a test example stays one whichever of them takes part.
  const isLeftOut = ({ id, source }: Example): boolean =>
    rejected.has(id) || (duplicates.has(id) && source !== undefined);
  const { splits, overruled } = splitExamples(examples, {
    seed,
    shares,
    frozen: splitsOf(examples.filter((example) => !isNew(example))),
    hasOwnSplit: isNew,
    isLeftOut,
  });
  const clusterOf = new Map(examples.map(({ id, cluster }) => [id, cluster]));
  const misplacedGroundedCount = await placeExamples(
    path,
    ({ id }) => {
      const [split, cluster] = [splits.get(id), clusterOf.get(id)];
      return split && { split, ...(cluster !== undefined && { cluster }) };
    },
    signal,
  );
  const moved: Settled["moved"][number][] = [];
  let drawnCount = 0;
  for (const example of examples) {
    const [from, to] = [example.split, splits.get(example.id)];
    if (from === undefined) drawnCount += 1;
    else if (to !== undefined && to !== from && !isLeftOut(example) && !isNew(example))
      moved.push({ id: example.id, from, to });
  }
  const leftOut = rows.filter(
    ({ example, excluded = "duplicate" }) => excluded === "duplicate" && duplicates.has(example.id),
  );
  const wasLeftOut = ({ example, excluded }: DatasetRow): boolean =>
    earlierDuplicates === undefined ? excluded === "duplicate" : earlierDuplicates.has(example.id);
  return {
    duplicateCount: leftOut.length,
    newDuplicateCount: leftOut.filter((row) => !wasLeftOut(row)).length,
    drawnCount,
    moved,
    overruled,
    misplacedGroundedCount,
  };
}

/** By id, and by the file they were made of. */
function splitsOf(examples: readonly Example[]): Map<string, Split> {
  const splits = new Map<string, Split>();
  for (const { id, split, source } of examples) {
    if (split === undefined) continue;
    splits.set(id, split);
    if (source !== undefined) splits.set(source.path, split);
  }
  return splits;
}
