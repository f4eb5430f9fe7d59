import { relative } from "node:path";
import type { LearnedFrom } from "../../../app/runs/learnedFrom.ts";
import { formatCount, shortList } from "../../format.ts";

/** That a run of `folder` learned from files that are gone, and what of it still knows them. */
export function describeLearnedFrom({ run, adapter, ...learned }: LearnedFrom, folder: string): string {
  const what =
    adapter === undefined ? "it has made no adapter so far" : `${relative(folder, adapter)} still knows them`;
  return `run ${run} learned from ${describeGone(learned)}: ${what}`;
}

/** `12 examples of files that are gone or no longer learned from (docs/a.md, docs/b.md)`. */
export const describeGone = ({ exampleCount, paths }: Pick<LearnedFrom, "exampleCount" | "paths">): string =>
  `${formatCount(exampleCount)} ${exampleCount === 1 ? "example" : "examples"} of files that are gone or no longer ` +
  `learned from (${shortList(paths)})`;
