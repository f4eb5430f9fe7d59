import type { DatasetCounts } from "../../core/curatedQuery.ts";
import type { Split } from "../../core/example.ts";
import type { Exclusion, ReviewState } from "../../core/review.ts";
import { REVIEW_STATES } from "../../core/review.ts";
import { SPLIT_NAMES } from "../exampleTable.ts";
import type { StoredDataset } from "../storedDataset.ts";

/** How much of everything a dataset holds. */
export function countsOf(dataset: StoredDataset): DatasetCounts {
  const { table, state } = dataset;
  const byState: Record<ReviewState, number> = { proposed: 0, accepted: 0, rejected: 0, flagged: 0 };
  const bySplit: Record<Split | "none", number> = { train: 0, validation: 0, test: 0, none: 0 };
  const [byKind, byTag, byRemark] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const excluded: Partial<Record<Exclusion, number>> = {};
  const stale = { changed: 0, deleted: 0 };
  let [effective, staleDecisions] = [0, 0];
  for (let row = 0; row < table.count; row++) {
    byState[REVIEW_STATES[state[row] ?? 0] ?? "proposed"] += 1;
    bySplit[SPLIT_NAMES[table.split[row] ?? 3] ?? "none"] += 1;
    increment(byKind, table.kinds.nameOf(table.kind[row] ?? 0) ?? "");
    const exclusion = dataset.exclusionAt(row);
    if (exclusion === undefined) effective += 1;
    else excluded[exclusion] = (excluded[exclusion] ?? 0) + 1;
  }
  for (const id of dataset.supersededIds) {
    const row = table.rowOf(id);
    const kind = row === undefined ? undefined : dataset.stalenessAt(row)?.kind;
    if (row === undefined || kind === undefined) continue;
    stale[kind] += 1;
    if (dataset.state[row] !== 0) staleDecisions += 1;
  }
  for (const row of dataset.judgedRows()) {
    for (const rule of new Set(dataset.remarksAt(row).map((remark) => remark.rule))) increment(byRemark, rule);
  }
  let [edited, withNote] = [0, 0];
  for (const { id, edit, note, tags } of dataset.history.decisions()) {
    if (table.rowOf(id) === undefined) continue;
    if (edit !== undefined) edited += 1;
    if (note !== undefined) withNote += 1;
    for (const tag of tags ?? []) increment(byTag, tag);
  }
  const undecided = dataset.findings.filter(({ id }) => !dataset.decidedFindings.has(id)).length;
  return {
    total: table.count,
    effective,
    byState,
    bySplit,
    byKind: Object.fromEntries(byKind),
    excluded,
    stale,
    edited,
    withNote,
    byTag: Object.fromEntries(byTag),
    findings: { total: dataset.findings.length, undecided },
    byRemark: Object.fromEntries(byRemark),
    reviewed: table.count - byState.proposed - staleDecisions,
  };
}

/** Names come from files: a plain object would take `constructor` for one of its own. */
const increment = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};
