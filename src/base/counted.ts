/** `1 file`, `1,234 files`: a number with what it counts. `plural` defaults to the word with an s. */
export const counted = (count: number, word: string, plural = `${word}s`): string =>
  `${count.toLocaleString("en-US", { maximumFractionDigits: 0 })} ${count === 1 ? word : plural}`;
