import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Decision } from "../../core/review.ts";
import type { DatasetFiles } from "../datasetFiles.ts";
import { withDatasetLock } from "../datasetLock.ts";
import { DecisionHistory } from "../decisionHistory.ts";
import { loadDatasetParts } from "../loadDataset.ts";
import {
  appendToReviewLog,
  isTooLong,
  type LogPosition,
  type LogRead,
  readReviewLog,
  repairReviewLog,
  rewriteReviewLog,
} from "../reviewLog.ts";
import { writeRowIndex } from "../rowIndex.ts";
import type { StoredDataset } from "../storedDataset.ts";

/** What others changed since it was looked at last. */
export interface OthersChange {
  /** Examples, findings or remarks are others now; `dataset` is a new object. */
  readonly isReloaded: boolean;
  /** Only remarks are others: what is learned is the same. Absent for no. */
  readonly isOfRemarksOnly?: boolean;
  /** Of examples about which something was decided. */
  readonly ids: readonly string[];
}

/** A dataset in memory that follows its files: what other processes write is taken in, never written over. */
export class OpenDataset {
  private constructor(
    readonly files: DatasetFiles,
    public dataset: StoredDataset,
    private position: LogPosition,
    private stamp: string,
  ) {}

  /** `onNotice` hears, in one line, of what had to be repaired. Throws as `loadDatasetParts` and `readReviewLog` do. */
  static async open(files: DatasetFiles, onNotice: (notice: string) => void): Promise<OpenDataset> {
    const stamp = await stampOf(files);
    const { history, position } = await openedLog(files, onNotice);
    return new OpenDataset(files, await loaded(files, history), position, stamp);
  }

  /** Takes in what others wrote. */
  async catchUp(): Promise<OthersChange> {
    const log = await readReviewLog(this.files.review, this.position);
    const stamp = await stampOf(this.files);
    const isReloaded = log.isAnew || stamp !== this.stamp;
    const isOfRemarksOnly =
      isReloaded && !log.isAnew && log.decisions.length === 0 && withoutRemarks(stamp) === withoutRemarks(this.stamp);
    if (isReloaded) {
      // An operation of before a compaction can no longer be told from the log, but nothing that counts is lost.
      const history = log.isAnew ? new DecisionHistory() : this.dataset.history;
      for (const decision of log.decisions) history.apply(decision);
      this.dataset = await loaded(this.files, history);
      this.stamp = stamp;
    } else if (log.decisions.length > 0) this.dataset.apply(log.decisions);
    this.position = log.position;
    return {
      isReloaded,
      ...(isOfRemarksOnly && { isOfRemarksOnly }),
      ids: isReloaded ? [] : [...new Set(log.decisions.map(({ id }) => id))],
    };
  }

  /** Writes decisions, then counts them. Only under the dataset's lock, and after `catchUp`. */
  async append(decisions: readonly Decision[]): Promise<void> {
    this.position = await appendToReviewLog(this.files.review, this.position, decisions);
    this.dataset.apply(decisions);
  }

  /** Says that the files may not be as the dataset in memory has them: they are read anew the next time. */
  distrust(): void {
    this.stamp = "";
  }

  /** Says that the files of examples and findings are now as the dataset in memory has them. */
  async acknowledge(): Promise<void> {
    this.stamp = await stampOf(this.files);
  }
}

/**
 * The dataset as it lies on the disk. Where its rows had to be parsed, as after a clone, which brings no cache along, their
 * index is written, so that whoever opens it next need not parse them.
 */
async function loaded(files: DatasetFiles, history: DecisionHistory): Promise<StoredDataset> {
  const dataset = await loadDatasetParts(files, history);
  if (await canWriteIn(dirname(files.rowIndex))) {
    const indexed = dataset.table.indexedLines();
    if (indexed) await writeRowIndex(files.rowIndex, indexed.rows, indexed.bytes);
  }
  return dataset;
}

const canWriteIn = (folder: string): Promise<boolean> =>
  mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.W_OK))
    .then(
      () => true,
      () => false,
    );

/** The log, mended and made shorter where it must be. */
async function openedLog(
  files: DatasetFiles,
  onNotice: (notice: string) => void,
): Promise<{ history: DecisionHistory; position: LogPosition }> {
  const read = await readReviewLog(files.review);
  const first = { history: historyOf(read), position: read.position };
  const needed = [...first.history.decisions()].length;
  if (read.position.tornBytes === 0 && !isTooLong(read.position.lineCount, needed)) return first;
  return withDatasetLock(files, "edit", async () => {
    const again = await readReviewLog(files.review);
    const history = historyOf(again);
    const { tornBytes, lineCount } = again.position;
    if (tornBytes > 0) {
      onNotice(
        `${files.review} line ${lineCount + 1}: the last edit was cut off while it was written (${tornBytes} bytes) and is lost; the file is mended`,
      );
    }
    const position = await repairReviewLog(files.review, again.position);
    const decisions = [...history.decisions()];
    if (!isTooLong(lineCount, decisions.length)) return { history, position };
    await rewriteReviewLog(files.review, decisions);
    const compacted = await readReviewLog(files.review);
    // The history of before stays for this session's undo.
    return { history, position: compacted.position };
  });
}

function historyOf({ decisions }: LogRead): DecisionHistory {
  const history = new DecisionHistory();
  for (const decision of decisions) history.apply(decision);
  return history;
}

const withoutRemarks = (stamp: string): string => stamp.slice(0, stamp.lastIndexOf(" "));

/** Tells whether any of the files was replaced; the remarks come last. */
async function stampOf(files: DatasetFiles): Promise<string> {
  const paths = [files.examples, files.withheld, files.superseded, files.findings, files.remarks];
  const stamps = await Promise.all(
    paths.map((path) =>
      stat(path, { bigint: true }).then(
        ({ ino, size, mtimeNs }) => `${ino}:${size}:${mtimeNs}`,
        () => "-",
      ),
    ),
  );
  return stamps.join(" ");
}
