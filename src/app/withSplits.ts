import type { Example } from "../core/example.ts";
import { splitFiles } from "../curation/split/splitFiles.ts";

/** The examples, all with a split: those that name none get one by their file, or by themselves where no file is known. */
export function withSplits(examples: readonly Example[], seed: number): readonly Example[] {
  const placeOf = (example: Example) => example.source?.path ?? example.id;
  const counts = new Map<string, number>();
  for (const example of examples) {
    if (!example.split) counts.set(placeOf(example), (counts.get(placeOf(example)) ?? 0) + 1);
  }
  const splits = splitFiles(counts, seed);
  return examples.map((example) => ({ ...example, split: example.split ?? splits.get(placeOf(example)) ?? "train" }));
}
