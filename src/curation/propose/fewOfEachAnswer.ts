import { at } from "../../base/at.ts";
import type { ExampleLabel } from "../../core/example.ts";
import { answerWords, type CopyWords, repeatedWords } from "../duplicates/mayBeCopies.ts";
import { type Balanced, fairPlaces } from "./balance.ts";

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
  const isDropped = new Uint8Array(examples.length);
  const leftOut: Record<string, number> = {};
  for (const group of sameAnswers(examples, answerKeyOf)) {
    const free = group.filter((index) => !keeps(at(examples, index)));
    const room = Math.max(0, MAX_SAME_ANSWERS - (group.length - free.length));
    const surplus = fairPlaces(
      free.map((index) => at(examples, index)),
      drawnOf,
    ).slice(room);
    for (const place of surplus) {
      const index = at(free, place);
      isDropped[index] = 1;
      const { kind } = at(examples, index);
      leftOut[kind] = (leftOut[kind] ?? 0) + 1;
    }
  }
  return { examples: examples.filter((_, index) => isDropped[index] === 0), leftOut };
}

/** The examples of each kind and answer, where there are too many of them, by their indices. */
function* sameAnswers<E extends ExampleLabel & CopyWords>(
  examples: readonly E[],
  answerKeyOf: (example: E) => string,
): Generator<readonly number[]> {
  // The words alone tell most answers apart; texts are made only for what they do not.
  const isRepeated = repeatedWords(answerWords(examples));
  for (const group of groupsBy(examples.keys(), (index) => {
    const { answerWord } = at(examples, index);
    return isRepeated(answerWord) ? answerWord : undefined;
  })) {
    if (group.length <= MAX_SAME_ANSWERS) continue;
    const keyOf = (index: number): string => `${at(examples, index).kind} ${answerKeyOf(at(examples, index))}`;
    for (const same of groupsBy(group, keyOf)) if (same.length > MAX_SAME_ANSWERS) yield same;
  }
}

/** Indices with the same key together; those without one are left out. */
function groupsBy<K>(indices: Iterable<number>, keyOf: (index: number) => K | undefined): Iterable<number[]> {
  const groups = new Map<K, number[]>();
  for (const index of indices) {
    const key = keyOf(index);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return groups.values();
}
