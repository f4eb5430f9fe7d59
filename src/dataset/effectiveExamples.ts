import { createHash } from "node:crypto";
import type { Example } from "../core/example.ts";
import type { Exclusion } from "../core/review.ts";
import { rowBlocks } from "../curation/formats/rowBlocks.ts";
import type { StoredDataset } from "./storedDataset.ts";

/** What takes part in training, counted. */
export interface EffectiveCounts {
  readonly count: number;
  /** How many were left out, and why. */
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  /** SHA-256 of the examples that take part as they are written, as hexadecimal: the name of this version of the dataset. */
  readonly revision: string;
}

/** What is trained on: a dataset without what was decided against, and with what was edited. */
export interface EffectiveExamples extends Omit<EffectiveCounts, "count"> {
  readonly examples: readonly Example[];
}

/** The examples that take part in training, in reading order. The same files give the same revision. */
export function effectiveExamples(dataset: StoredDataset): EffectiveExamples {
  const { excluded, revision } = effectiveCounts(dataset);
  return { examples: [...effectiveRows(dataset)].map((row) => dataset.effectiveAt(row)), excluded, revision };
}

/** As `effectiveExamples`, for who needs no example: rows that are written as they take part are not parsed. */
export function effectiveCounts(dataset: StoredDataset): EffectiveCounts {
  const rows = [...effectiveRows(dataset)];
  const hash = createHash("sha256");
  for (const block of rowBlocks(linesOf(dataset, rows))) hash.update(block);
  const excluded: Partial<Record<Exclusion, number>> = {};
  for (const row of dataset.table.order) {
    const exclusion = dataset.exclusionAt(row);
    if (exclusion !== undefined) excluded[exclusion] = (excluded[exclusion] ?? 0) + 1;
  }
  return { count: rows.length, excluded, revision: hash.digest("hex") };
}

function* linesOf(dataset: StoredDataset, rows: readonly number[]): Generator<string | Uint8Array> {
  for (const row of rows) yield dataset.effectiveRowAt(row);
}

function* effectiveRows(dataset: StoredDataset): Generator<number> {
  for (const row of dataset.table.order) if (dataset.exclusionAt(row) === undefined) yield row;
}
