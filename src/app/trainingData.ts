import { existsSync } from "node:fs";
import { UserError } from "../base/errors.ts";
import type { Example, Split } from "../core/example.ts";
import { loadDataset } from "./dataset.ts";
import { withSplits } from "./withSplits.ts";

export type SplitExamples = Readonly<Record<Split, readonly Example[]>>;

/** Throws UserError `dataset/missing` when there is no such file: cheaper than to learn it after a download. */
export function requireDataset(path: string): void {
  if (existsSync(path)) return;
  throw new UserError(
    "dataset/missing",
    `there is no dataset ${path}`,
    "Run `espalier dataset build` first, or name a file with --dataset.",
  );
}

/**
 * The examples of a dataset file, all with a split (`withSplits`). Throws UserError `dataset/...`.
 */
export async function loadSplitExamples(path: string, seed: number, signal?: AbortSignal): Promise<readonly Example[]> {
  const { examples } = await loadDataset(path, {}, signal);
  return withSplits(examples, seed);
}

export function bySplit(examples: readonly Example[]): SplitExamples {
  const of = (split: Split) => examples.filter((example) => example.split === split);
  return { train: of("train"), validation: of("validation"), test: of("test") };
}
