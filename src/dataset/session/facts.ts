import type { Finding } from "../../core/review.ts";
import type { StoredDataset } from "../storedDataset.ts";

/** What an overview shows of a dataset beyond its counts. */
export interface SessionFacts {
  /** Files that examples come from. */
  readonly fileCount: number;
  /** Groups of examples that say the same. */
  readonly clusterCount: number;
  /** Examples that take no part since another of their group does. */
  readonly duplicateCount: number;
  /** By rule, the most undecided first. */
  readonly findings: readonly {
    readonly rule: string;
    readonly category: Finding["category"];
    readonly total: number;
    readonly undecided: number;
  }[];
}

export function factsOf(dataset: StoredDataset): SessionFacts {
  const { table, findings, decidedFindings } = dataset;
  const paths = new Set<number>();
  const sizes = new Map<number, number>();
  let duplicateCount = 0;
  for (let row = 0; row < table.count; row++) {
    const [path = -1, cluster = -1] = [table.path[row], table.cluster[row]];
    if (path >= 0) paths.add(path);
    if (cluster >= 0) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
    if (dataset.exclusionAt(row) === "duplicate") duplicateCount += 1;
  }
  const byRule = new Map<string, SessionFacts["findings"][number]>();
  for (const { id, rule, category } of findings) {
    const { total, undecided } = byRule.get(rule) ?? { total: 0, undecided: 0 };
    const isUndecided = !decidedFindings.has(id);
    byRule.set(rule, { rule, category, total: total + 1, undecided: undecided + (isUndecided ? 1 : 0) });
  }
  return {
    fileCount: paths.size,
    clusterCount: [...sizes.values()].filter((size) => size > 1).length,
    duplicateCount,
    findings: [...byRule.values()].sort(
      (a, b) => b.undecided - a.undecided || b.total - a.total || (a.rule < b.rule ? -1 : 1),
    ),
  };
}
