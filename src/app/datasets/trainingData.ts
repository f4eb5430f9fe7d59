import { existsSync } from "node:fs";
import { UserError } from "../../base/errors.ts";
import type { Example, Split } from "../../core/example.ts";
import { EXCLUSIONS, type Exclusion } from "../../core/review.ts";
import { effectiveExamples } from "../../dataset/effectiveExamples.ts";
import { readStoredDataset } from "../../dataset/loadDataset.ts";
import { loadDataset } from "./dataset.ts";
import { datasetAt } from "./datasetSession.ts";
import { withSplits } from "./withSplits.ts";

export type SplitExamples = Readonly<Record<Split, readonly Example[]>>;

/** What is learned from, judged by, or given to another tool. */
export interface TrainingExamples {
  readonly examples: readonly Example[];
  /** Left out by decisions; nothing for a plain file of rows. */
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  /** The dataset and its very version; undefined for a plain file of rows. */
  readonly dataset?: { readonly name: string; readonly revision: string };
}

/**
 * The examples that take part: of a dataset of a workspace with what was decided about it, of any other file all rows.
 * Throws UserError `dataset/...`, `dataset/all-excluded` where decisions leave nothing.
 */
export async function loadEffectiveExamples(path: string, signal?: AbortSignal): Promise<TrainingExamples> {
  const files = datasetAt(path);
  if (files === undefined || (!existsSync(path) && !existsSync(files.withheld))) {
    const { examples } = await loadDataset(path, {}, signal);
    return { examples, excluded: {} };
  }
  const { examples, excluded, revision } = effectiveExamples(await readStoredDataset(files));
  signal?.throwIfAborted();
  if (examples.length === 0 && Object.keys(excluded).length > 0) throw allExcluded(files.name, excluded);
  return { examples, excluded, dataset: { name: files.name, revision } };
}

/** As `loadEffectiveExamples`, all with a split (`withSplits`). */
export async function loadTrainingExamples(
  path: string,
  seed: number,
  signal?: AbortSignal,
): Promise<TrainingExamples> {
  const loaded = await loadEffectiveExamples(path, signal);
  return { ...loaded, examples: withSplits(loaded.examples, seed) };
}

/** `12 rejected, 3 duplicate`; empty where nothing was left out. */
export const describeExcluded = (excluded: TrainingExamples["excluded"]): string =>
  EXCLUSIONS.flatMap((reason) => (excluded[reason] === undefined ? [] : [`${excluded[reason]} ${reason}`])).join(", ");

/** See `loadTrainingExamples`. */
export async function loadSplitExamples(path: string, seed: number, signal?: AbortSignal): Promise<readonly Example[]> {
  return (await loadTrainingExamples(path, seed, signal)).examples;
}

export function bySplit(examples: readonly Example[]): SplitExamples {
  const of = (split: Split) => examples.filter((example) => example.split === split);
  return { train: of("train"), validation: of("validation"), test: of("test") };
}

function allExcluded(name: string, excluded: TrainingExamples["excluded"]): UserError {
  return new UserError(
    "dataset/all-excluded",
    `no example of the dataset ${name} takes part: ${describeExcluded(excluded)}`,
    "Look at them with `espalier dataset show`, and decide with `espalier dataset review`.",
  );
}
