import type { Example } from "../../core/example.ts";
import { answerOf, promptOf } from "../../core/exampleText.ts";
import { showRun } from "./runList.ts";
import { bySplit, loadSplitExamples } from "../datasets/trainingData.ts";

/** Characters of an answer that show something and can be read at a glance. */
const GOOD_LENGTH = 160;

/**
 * Questions that the run has not learned from, with their answers, as `pickDistinct` picks them; none where it held
 * nothing back, or nothing that can be asked.
 */
export async function heldOutExamples(folder: string, runId: string, count: number): Promise<Example[]> {
  const { record, paths } = await showRun(folder, runId);
  const { test, validation } = bySplit(await loadSplitExamples(paths.dataset, record.config.seed));
  return pickDistinct((test.length > 0 ? test : validation).filter(isQuestion), count);
}

const isQuestion = (example: Example): boolean => promptOf(example).length > 0;

/**
 * Up to `count` of the examples, each of another file as long as there are files; those with an answer of about
 * GOOD_LENGTH first.
 */
export function pickDistinct(examples: readonly Example[], count: number): Example[] {
  const misfit = (example: Example) => Math.abs(answerOf(example).length - GOOD_LENGTH);
  const byLength = [...examples].sort((a, b) => misfit(a) - misfit(b) || (a.id < b.id ? -1 : 1));
  const seen = new Set<string>();
  const [first, rest]: [Example[], Example[]] = [[], []];
  for (const example of byLength) {
    const place = example.source?.path ?? example.id;
    (seen.has(place) ? rest : first).push(example);
    seen.add(place);
  }
  return [...first, ...rest].slice(0, count);
}
