import { at } from "../../base/at.ts";

/** Where the lines of a text begin: `\n`, `\r\n` and `\r` end one. Lines count from 1. */
export class LineStarts {
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.#starts = starts;
  }

  /** The line of an offset; of one past the end, the last. */
  lineOf(offset: number): number {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (at(this.#starts, middle) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** The offset of a line's first character. @throws RangeError for a line there is not. */
  startOf(line: number): number {
    return at(this.#starts, line - 1);
  }
}
