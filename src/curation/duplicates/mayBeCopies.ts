/** The words of what an example asks and answers: the first 32 bits of their keys. */
export interface CopyWords {
  readonly answerWord: number;
  /** Undefined where nothing is asked. */
  readonly questionWord: number | undefined;
}

/**
 * Those that seem to ask or answer the same as another of them: all that can be copies or have one, and a few others whose
 * words are the same by chance. Holds some bits an example.
 */
export function mayBeCopies<E extends CopyWords>(examples: readonly E[]): E[] {
  const answers = answerWords(examples);
  const questions = questionWords(examples);
  const isAnswered = repeatedWords(answers);
  const isAsked = repeatedWords(questions.filter((word) => word !== undefined));
  return examples.filter((_, index) => {
    const question = questions[index];
    return isAnswered(answers[index] ?? 0) || (question !== undefined && isAsked(question));
  });
}

export function answerWords(examples: readonly CopyWords[]): Uint32Array {
  const words = new Uint32Array(examples.length);
  for (let index = 0; index < words.length; index++) words[index] = examples[index]?.answerWord ?? 0;
  return words;
}

const questionWords = (examples: readonly CopyWords[]): readonly (number | undefined)[] =>
  examples.map(({ questionWord }) => questionWord);

/** Tells which of the words come more than once, and is wrong about a few that do not. */
export function repeatedWords(words: ArrayLike<number>): (word: number) => boolean {
  const repeated = new RepeatedWords(words.length);
  for (let index = 0; index < words.length; index++) repeated.add(words[index] ?? 0);
  return (word) => repeated.has(word);
}

/** One word in so many slots is taken for a repeated one by chance at most. */
const SLOTS_A_WORD = 32;

/** Words that came more than once, and some others: a bit for the first time and one for the next. */
class RepeatedWords {
  readonly #mask: number;
  readonly #once: Uint8Array;
  readonly #again: Uint8Array;

  constructor(count: number) {
    const slotCount = 2 ** Math.ceil(Math.log2(Math.max(16, count * SLOTS_A_WORD)));
    this.#mask = slotCount - 1;
    this.#once = new Uint8Array(slotCount >>> 3);
    this.#again = new Uint8Array(slotCount >>> 3);
  }

  add(word: number): void {
    const slot = word & this.#mask;
    const bit = 1 << (slot & 7);
    const bits = this.#once[slot >>> 3] ?? 0;
    if ((bits & bit) === 0) this.#once[slot >>> 3] = bits | bit;
    else this.#again[slot >>> 3] = (this.#again[slot >>> 3] ?? 0) | bit;
  }

  has(word: number): boolean {
    const slot = word & this.#mask;
    return ((this.#again[slot >>> 3] ?? 0) & (1 << (slot & 7))) !== 0;
  }
}
