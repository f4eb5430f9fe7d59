import type { Decision } from "../core/review.ts";
import { isCard } from "../curation/yield/card.ts";
import type { DatasetFiles } from "./datasetFiles.ts";
import { withDatasetLock } from "./datasetLock.ts";
import { DecisionHistory } from "./decisionHistory.ts";
import { loadDatasetParts, readSources } from "./loadDataset.ts";
import { logAfterBuild } from "./logAfterBuild.ts";
import { type BuiltExamples, Merge, type MergeReport } from "./merge.ts";
import { readReviewLog, replaceReviewLog } from "./reviewLog.ts";
import { indexedCard, indexedRow, writeRowIndex } from "./rowIndex.ts";
import type { SourceRecord } from "./schemas.ts";
import type { StoredDataset } from "./storedDataset.ts";
import { beginRows, writeFindings, writeSources, writeSuperseded, writeWithheld } from "./writeDataset.ts";

/** Who is shown a dataset while nobody else can change it. */
export interface MergeWatcher {
  /** As it was, before anything is changed. */
  readonly before?: (dataset: StoredDataset, sources: readonly SourceRecord[]) => void;
  /** As it is on the disk now. */
  readonly after?: (dataset: StoredDataset) => void;
}

/**
 * Puts what a build made in the place of what an earlier one made. Decisions stay with their examples, by id; imported
 * and hand-written examples stay as they are. Makes the dataset where there is none.
 * Throws UserError `dataset/locked`, and what reading a broken file throws; nothing is changed then.
 *
 * @param watcher is shown the dataset before and after.
 */
export async function mergeBuild(
  files: DatasetFiles,
  built: BuiltExamples,
  watcher: MergeWatcher = {},
): Promise<MergeReport> {
  return withDatasetLock(files, "build", async (requireHeld) => {
    const { decisions } = await readReviewLog(files.review);
    const before = await loadDatasetParts(files, historyOf(decisions));
    const { sources } = await readSources(files, built.earlierSources);
    watcher.before?.(before, sources);
    const merge = new Merge(before, built, sources);
    const { report, kept, superseded, settledDecisions, hashOf } = merge.merged();
    const { rows, withheld, findings, undecidedCount } = merge.visibility(kept);
    requireHeld();
    // What git must not see is put away first; the examples come last but for the log, so that a kill in between
    // leaves a dataset that the next build mends.
    await writeWithheld(files, withheld);
    await writeSuperseded(files, superseded);
    await writeFindings(files, findings, before.decidedFindings.values());
    await writeSources(files, built.sources);
    const { bytes, finished } = await beginRows(files.examples, rows);
    // While the disk is busy.
    const indexed = rows.map((row) => (isCard(row) ? indexedCard(row) : indexedRow(row)));
    const log = logAfterBuild(decisions, settledDecisions, hashOf);
    const after = watcher.after && (await loadDatasetParts(files, historyOf(log), undefined, { bytes, rows: indexed }));
    await finished;
    await writeRowIndex(files.rowIndex, indexed, bytes);
    const isSameLog = log.length === decisions.length && log.every((line, index) => line === decisions[index]);
    if (!isSameLog) await replaceReviewLog(files.review, log);
    if (after) watcher.after?.(after);
    return { ...report, withheld: undecidedCount };
  });
}

function historyOf(decisions: readonly Decision[]): DecisionHistory {
  const history = new DecisionHistory();
  for (const decision of decisions) history.apply(decision);
  return history;
}
