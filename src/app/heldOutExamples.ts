import type { Example } from "../core/example.ts";
import { showRun } from "./runList.ts";
import { bySplit, loadSplitExamples } from "./trainingData.ts";

/** Characters of an answer that show something and can be read at a glance. */
const GOOD_LENGTH = 160;

/** Examples that the run has not learned from, as `pickDistinct` picks them; none where it held nothing back. */
export async function heldOutExamples(folder: string, runId: string, count: number): Promise<Example[]> {
  const { record, paths } = await showRun(folder, runId);
  const { test, validation } = bySplit(await loadSplitExamples(paths.dataset, record.config.seed));
  return pickDistinct(test.length > 0 ? test : validation, count);
}

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

/** What the example would have the model say. */
export const answerOf = ({ messages }: Example): string =>
  messages.findLast(({ role }) => role === "assistant")?.content ?? "";

/** The conversation up to the answer. */
export const promptOf = ({ messages }: Example): Example["messages"] =>
  messages.slice(
    0,
    messages.findLastIndex(({ role }) => role === "assistant"),
  );
