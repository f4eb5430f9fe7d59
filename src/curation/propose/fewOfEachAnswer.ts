import type { ExampleLabel } from "../../core/example.ts";
import { type CopyWords, repeatedWords } from "../duplicates/mayBeCopies.ts";
import { type Balanced, fairOrder } from "./balance.ts";

/** Asked of ten symbols, `load(url, onLoad)` teaches what it teaches of three; asked of a hundred, that it is the answer. */
const MAX_SAME_ANSWERS = 3;

export interface AnswerOptions<E> {
  /** The same for answers that are the same as they are compared. */
  readonly answerKeyOf: (example: E) => string;
  /** Examples that stay, and count, such as those that somebody accepted. */
  readonly keeps: (example: E) => boolean;
  readonly drawnOf: (example: E) => number;
}

/**
 * Takes of the examples of one kind that answer different questions with the same words no more than a few, of as many
 * files as there are. They are no duplicates, for each is true, but a model would learn the answer without the question.
 */
export function fewOfEachAnswer<E extends ExampleLabel & CopyWords>(
  examples: readonly E[],
  { answerKeyOf, keeps, drawnOf }: AnswerOptions<E>,
): Balanced<E> {
  const isRepeated = repeatedWords(examples.map(({ answerWord }) => answerWord));
  const groups = new Map<string, E[]>();
  for (const example of examples) {
    if (!isRepeated(example.answerWord)) continue;
    const key = `${example.kind} ${answerKeyOf(example)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [example]);
    else group.push(example);
  }
  const dropped = new Set<E>();
  const leftOut: Record<string, number> = {};
  for (const group of groups.values()) {
    if (group.length <= MAX_SAME_ANSWERS) continue;
    const free = group.filter((example) => !keeps(example));
    const room = Math.max(0, MAX_SAME_ANSWERS - (group.length - free.length));
    for (const example of fairOrder(free, drawnOf).slice(room)) {
      dropped.add(example);
      leftOut[example.kind] = (leftOut[example.kind] ?? 0) + 1;
    }
  }
  return { examples: examples.filter((example) => !dropped.has(example)), leftOut };
}
