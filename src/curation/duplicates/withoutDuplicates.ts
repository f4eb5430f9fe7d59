import type { Example, ExampleLabel } from "../../core/example.ts";
import { clusterDuplicates, type DuplicateCluster, type SignedCandidate } from "./clusterDuplicates.ts";

export interface DuplicateCounts {
  /** Left out because a representative asks or answers the same to the letter. */
  readonly exact: number;
  /** Left out because a representative asks or answers nearly the same. */
  readonly near: number;
}

export interface Deduplicated {
  /** In the order they came, those that stand for others with the name of their cluster. */
  readonly examples: readonly Example[];
  readonly clusters: readonly DuplicateCluster[];
  readonly duplicates: DuplicateCounts;
}

/** Keeps one of the examples that say the same. */
export function withoutDuplicates(candidates: readonly SignedCandidate[]): Deduplicated {
  const clusters = clusterDuplicates(candidates);
  const leftOut = new Set(clusters.flatMap(({ members }) => members.map(({ example }) => example)));
  return {
    examples: withClusters(
      candidates.map(({ example }) => example).filter((example) => !leftOut.has(example)),
      clusters,
    ),
    clusters,
    duplicates: countDuplicates(clusters),
  };
}

export function countDuplicates(clusters: readonly DuplicateCluster[]): DuplicateCounts {
  const members = clusters.flatMap((cluster) => cluster.members);
  const exact = members.filter(({ isExact }) => isExact).length;
  return { exact, near: members.length - exact };
}

/**
 * The same examples, each with the name of its cluster, or with none where it is in none.
 *
 * @param placed gives an example another cluster, or none. Defaults to a copy of it.
 */
export function withClusters<E extends ExampleLabel>(
  examples: readonly E[],
  clusters: readonly DuplicateCluster<ExampleLabel>[],
  placed: (example: E, cluster: string | undefined) => E = withCluster,
): E[] {
  const nameOf = new Map<string, string>();
  for (const { representative, members } of clusters) {
    for (const { id } of [representative, ...members.map(({ example }) => example)]) nameOf.set(id, representative.id);
  }
  return examples.map((example) => {
    const cluster = nameOf.get(example.id);
    return cluster === example.cluster ? example : placed(example, cluster);
  });
}

function withCluster<E extends ExampleLabel>(example: E, cluster: string | undefined): E {
  const changed: E & { cluster?: string | undefined } = { ...example };
  if (cluster === undefined) delete changed.cluster;
  else changed.cluster = cluster;
  return changed;
}
