import { Random } from "../../src/engine/data/random.ts";

const SUBJECTS = [
  "The trainer",
  "A checkpoint",
  "Each batch",
  "The loader",
  "Our index",
  "The split",
  "An adapter",
  "The log",
];
const VERBS = ["reads", "keeps", "sorts", "counts", "writes", "compares", "checks", "merges", "drops", "names"];
const OBJECTS = [
  "every example",
  "two folders",
  "old rows",
  "the longest answer",
  "its own lines",
  "a hash",
  "three columns",
];
const ENDS = [
  "once an epoch",
  "before the disk is full",
  "in the order they came",
  "unless a flag forbids it",
  "so that nothing is lost",
  "while the screen is redrawn",
  "as soon as the worker is idle",
  "without a second pass",
];

/** Some sentences of prose that no other seed shares: nothing that deduplication would take for the same. */
export function proseOf(seed: number, sentenceCount = 3): string {
  const random = new Random(seed);
  const pick = (choices: readonly string[]): string => choices[random.integer(choices.length)] ?? "";
  return Array.from(
    { length: sentenceCount },
    () => `${pick(SUBJECTS)} ${pick(VERBS)} ${pick(OBJECTS)} ${pick(ENDS)}, and ${pick(VERBS)} ${pick(OBJECTS)}.`,
  ).join(" ");
}
