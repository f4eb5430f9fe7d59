import type { Example } from "../core/example.ts";
import type { Exclusion } from "../core/review.ts";
import { hashOfExamples } from "../curation/formats/jsonl.ts";
import type { StoredDataset } from "./storedDataset.ts";

/** What is trained on: a dataset without what was decided against, and with what was edited. */
export interface EffectiveExamples {
  readonly examples: readonly Example[];
  /** How many were left out, and why. */
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  /** SHA-256 of `examples` as they are written, as hexadecimal: the name of this version of the dataset. */
  readonly revision: string;
}

/** The examples that take part in training, in reading order. The same files give the same revision. */
export function effectiveExamples(dataset: StoredDataset): EffectiveExamples {
  const examples: Example[] = [];
  const excluded: Partial<Record<Exclusion, number>> = {};
  for (const row of dataset.table.order) {
    const exclusion = dataset.exclusionAt(row);
    if (exclusion === undefined) examples.push(dataset.effectiveAt(row));
    else excluded[exclusion] = (excluded[exclusion] ?? 0) + 1;
  }
  return { examples, excluded, revision: hashOfExamples(examples) };
}
