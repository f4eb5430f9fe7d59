import { setImmediate } from "node:timers/promises";
import type { Example } from "../../core/example.ts";
import {
  type ClusteringProgress,
  clusteringSteps,
  type DuplicateCluster,
} from "../../curation/duplicates/clusterDuplicates.ts";
import { countDuplicates, type DuplicateCounts, withClusters } from "../../curation/duplicates/withoutDuplicates.ts";
import { saveDataset } from "../datasets/dataset.ts";
import { datasetAt } from "../datasets/datasetSession.ts";
import { noteDatasetRevision } from "../datasets/noteDatasetRevision.ts";
import { placeExamples, readDatasetRows } from "./datasetRows.ts";
import { requireFree } from "../datasets/requireFree.ts";

export type {
  ClusteringProgress as DuplicateProgress,
  DuplicateCluster,
} from "../../curation/duplicates/clusterDuplicates.ts";

export interface DatasetDuplicates {
  readonly exampleCount: number;
  /** The largest first. */
  readonly clusters: readonly DuplicateCluster[];
  /** Ids of examples with undecided secrets in them, which are better not shown. */
  readonly withheldIds: ReadonlySet<string>;
  /** What would take no part beside the representatives. */
  readonly duplicates: DuplicateCounts;
}

export interface DedupeOptions {
  /** Stores the clusters in the dataset, so that one example of each takes part. Defaults to false. */
  readonly write?: boolean;
  /** Writes the examples that take part, without the duplicates, to another file. */
  readonly out?: string;
  /** Whether `out` may exist. Defaults to false. */
  readonly overwrite?: boolean;
}

/**
 * Finds the examples of a dataset that say the same; see `clusterDuplicates`. Accepted examples are the ones to keep;
 * those whose source is gone are not looked at.
 *
 * @throws UserError `dataset/…`, `export/exists` before anything is done; the signal's reason.
 */
export async function dedupeDataset(
  path: string,
  { write = false, out, overwrite = false }: DedupeOptions = {},
  onProgress?: (progress: ClusteringProgress) => void,
  signal?: AbortSignal,
): Promise<DatasetDuplicates> {
  if (out !== undefined && !overwrite) await requireFree(out);
  const rows = (await readDatasetRows(path, signal)).filter(({ excluded }) => excluded !== "source-deleted");
  const found = await clustersOf(rows, onProgress, signal);
  const clusters = [...found].sort((a, b) => b.members.length - a.members.length);
  const examples = rows.map(({ example }) => example);
  if (write) {
    const clusterOf = new Map(withClusters(examples, clusters).map(({ id, cluster }) => [id, cluster]));
    await placeExamples(
      path,
      ({ id, split }) => {
        if (!clusterOf.has(id)) return undefined;
        const cluster = clusterOf.get(id);
        return { ...(split && { split }), ...(cluster !== undefined && { cluster }) };
      },
      signal,
    );
    const files = datasetAt(path);
    if (files !== undefined) await noteDatasetRevision(files, "dedupe");
  }
  if (out !== undefined) {
    const leftOut = new Set<Example>(clusters.flatMap(({ members }) => members.map(({ example }) => example)));
    const kept = rows.filter(
      ({ example, excluded }) => !leftOut.has(example) && (excluded ?? "duplicate") === "duplicate",
    );
    const examples = kept.map(({ example }) => example);
    await saveDataset(out, examples, signal);
  }
  const withheldIds = new Set(rows.flatMap(({ example, excluded }) => (excluded === "secret" ? [example.id] : [])));
  return { exampleCount: rows.length, clusters, withheldIds, duplicates: countDuplicates(clusters) };
}

/** As `clusterDuplicates`, with breaths between steps. Throws the signal's reason. */
export async function clustersOf(
  rows: Parameters<typeof clusteringSteps>[0],
  onProgress?: (progress: ClusteringProgress) => void,
  signal?: AbortSignal,
): Promise<readonly DuplicateCluster[]> {
  const steps = clusteringSteps(rows);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    onProgress?.(step.value);
    await setImmediate();
    signal?.throwIfAborted();
  }
}
