import { existsSync } from "node:fs";
import type { Exclusion } from "../../core/review.ts";
import { type NumberedDataset, type NumberedExample, readNumberedExamples } from "../../curation/formats/jsonl.ts";
import { readStoredDataset } from "../../dataset/loadDataset.ts";
import { datasetAt } from "../datasets/datasetSession.ts";

export interface JudgedRows extends NumberedDataset {
  /** Rows that take no part, and are not among `rows`; nothing for a plain file of rows. */
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
}

/**
 * The rows of a dataset as they would be trained on, with the lines they stand in: edited and redacted, without those that
 * take no part. Of a plain file they are as they stand there, and so they are of a dataset with a broken row, to which no
 * decision can be put.
 *
 * @throws UserError `dataset/…`; the signal's reason.
 */
export async function judgedRows(path: string, signal?: AbortSignal): Promise<JudgedRows> {
  const read = await readNumberedExamples(path, { onBroken: "skip" }, signal);
  const files = datasetAt(path);
  if (files === undefined || !existsSync(path) || read.brokenCount > 0) return { ...read, excluded: {} };
  const dataset = await readStoredDataset(files);
  const excluded: Partial<Record<Exclusion, number>> = {};
  const rows: NumberedExample[] = [];
  const seen = new Set<number>();
  for (const { line, example } of read.rows) {
    const row = dataset.table.rowOf(example.id);
    if (row === undefined || seen.has(row)) continue;
    seen.add(row);
    const exclusion = dataset.exclusionAt(row);
    if (exclusion === undefined) rows.push({ line, example: dataset.effectiveAt(row) });
    else excluded[exclusion] = (excluded[exclusion] ?? 0) + 1;
  }
  return { ...read, rows, excluded };
}
