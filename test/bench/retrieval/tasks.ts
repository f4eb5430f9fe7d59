import { masked, mineFunctions } from "./mineFunctions.ts";
import { mineSections } from "./mineSections.ts";
import type { RankingTask } from "./rankingScores.ts";
import type { DocumentedPackage, SourcePackage } from "./sourcePackages.ts";

export type Variant = "plain" | "masked";

/** Of each package: find the function that a doc comment's first paragraph was written for. */
export async function codeSearchTasks(packages: readonly SourcePackage[], variant: Variant): Promise<RankingTask[]> {
  const tasks: RankingTask[] = [];
  for (const source of packages) {
    const mined = await mineFunctions(source);
    const functions = variant === "masked" ? sideBySide(mined.map(masked)) : sideBySide(mined);
    tasks.push({
      name: source.name,
      passages: functions,
      questions: functions.flatMap(({ query }, answer) => (query === undefined ? [] : [{ query, answer }])),
    });
  }
  return tasks.filter(isAsked);
}

/** Of each package: find the section that stood under a heading, by that heading. */
export async function documentationTasks(packages: readonly DocumentedPackage[]): Promise<RankingTask[]> {
  const tasks: RankingTask[] = [];
  for (const source of packages) {
    const sections = sideBySide(await mineSections(source));
    tasks.push({
      name: source.name,
      passages: sections,
      questions: sections.flatMap(({ query }, answer) => (query === undefined ? [] : [{ query, answer }])),
    });
  }
  return tasks.filter(isAsked);
}

const MIN_QUESTIONS = 20;

/** A mean over fewer questions says nothing. */
const isAsked = ({ questions }: RankingTask): boolean => questions.length >= MIN_QUESTIONS;

/** Passages of one file one after another, files in the order in which they first come. */
function sideBySide<T extends { readonly path: string }>(passages: readonly T[]): T[] {
  const byPath = new Map<string, T[]>();
  for (const passage of passages) byPath.set(passage.path, [...(byPath.get(passage.path) ?? []), passage]);
  return [...byPath.values()].flat();
}
