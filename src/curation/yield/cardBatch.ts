import { at } from "../../base/at.ts";
import { SIGNATURE_LENGTH } from "../duplicates/minHash.ts";

/** Cards of one file without split and cluster, as text and bytes. */
export interface CardRecord {
  readonly cardCount: number;
  /** The kinds there are among the cards. */
  readonly kinds: readonly string[];
  /**
   * Words of 32 bits: a row of `Column` a card; how many tokens each text has; hashes; tokens. Then `KEY_COUNT` keys a
   * card, and what is left of the rows in UTF-8, filled up to a multiple of four bytes.
   */
  readonly bytes: Uint8Array;
}

export const KEY_DIGITS = 16;

export const Key = { id: 0, content: 1, answer: 2, exactAnswer: 3, question: 4, exactQuestion: 5 } as const;
export const KEY_COUNT = 6;

export const Column = {
  /** Into `kinds`. */
  kind: 0,
  startLine: 1,
  lengthOrder: 2,
  length: 3,
  questionShingles: 4,
  answerShingles: 5,
  /** Of `Flag`. */
  flags: 6,
  restBytes: 7,
  /** `drawn` is a whole number over 2^48. */
  drawnHigh: 8,
  drawnLow: 9,
  textCount: 10,
  /** Which of the texts is the answer. */
  answerText: 11,
} as const;
export const COLUMN_COUNT = 12;

export const Flag = { asks: 1, isQuestionShort: 2, isAnswerShort: 4, isQuestionHashed: 8 } as const;
export const WORD_BYTES = 4;

/** Where the parts of a card lie: in words, but `rest` in bytes. */
export interface CardOffsets {
  readonly texts: number;
  readonly hashes: number;
  readonly tokens: number;
  readonly rest: number;
}

/** Where hashes and tokens of all cards begin, and how many words there are. */
interface Sections {
  readonly hashes: number;
  readonly tokens: number;
  readonly end: number;
}

const WORD_DIGITS = 8;
/** Of a lower-case digit in ASCII; letters have the bit of 64 set and begin at 97. */
const hexDigit = (code: number): number => (code & 15) + (code > 64 ? 9 : 0);

/** The cards of one record, looked at where they lie. */
export class CardBatch {
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  readonly kinds: readonly string[];
  #keys: string | undefined;
  #sections: Sections | undefined;
  #offsets: readonly CardOffsets[] | undefined;

  constructor(
    readonly path: string,
    private readonly record: CardRecord,
  ) {
    const { bytes, kinds } = record;
    this.words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / WORD_BYTES));
    this.bytes = bytes;
    this.kinds = kinds;
  }

  number(index: number, column: number): number {
    return this.words[index * COLUMN_COUNT + column] ?? 0;
  }

  has(index: number, flag: number): boolean {
    return (this.number(index, Column.flags) & flag) !== 0;
  }

  key(index: number, which: number): string {
    this.#keys ??= this.#readKeys();
    const start = (index * KEY_COUNT + which) * KEY_DIGITS;
    return this.#keys.slice(start, start + KEY_DIGITS);
  }

  /** The first 32 bits of a key, for who needs no text. */
  keyWord(index: number, which: number): number {
    const start = this.#keysStart() + (index * KEY_COUNT + which) * KEY_DIGITS;
    let word = 0;
    for (let digit = start; digit < start + WORD_DIGITS; digit++) word = (word << 4) | hexDigit(this.bytes[digit] ?? 0);
    return word >>> 0;
  }

  offsets(index: number): CardOffsets {
    this.#offsets ??= this.#findOffsets();
    return at(this.#offsets, index);
  }

  #readKeys(): string {
    const { buffer, byteOffset } = this.bytes;
    const length = this.record.cardCount * KEY_COUNT * KEY_DIGITS;
    return Buffer.from(buffer, byteOffset + this.#keysStart(), length).toString("latin1");
  }

  #keysStart(): number {
    return (this.#sections ??= this.#findSections()).end * WORD_BYTES;
  }

  #findSections(): Sections {
    const { cardCount } = this.record;
    let [textCount, hashCount, tokenCount] = [0, 0, 0];
    for (let index = 0; index < cardCount; index++) {
      textCount += this.number(index, Column.textCount);
      hashCount += this.has(index, Flag.isQuestionHashed) ? 2 : 1;
    }
    const texts = cardCount * COLUMN_COUNT;
    for (let text = texts; text < texts + textCount; text++) tokenCount += this.words[text] ?? 0;
    const hashes = texts + textCount;
    const tokens = hashes + hashCount * SIGNATURE_LENGTH;
    return { hashes, tokens, end: tokens + tokenCount };
  }

  #findOffsets(): CardOffsets[] {
    const { cardCount } = this.record;
    const sections = (this.#sections ??= this.#findSections());
    let next = {
      texts: cardCount * COLUMN_COUNT,
      hashes: sections.hashes,
      tokens: sections.tokens,
      rest: sections.end * WORD_BYTES + cardCount * KEY_COUNT * KEY_DIGITS,
    };
    return Array.from({ length: cardCount }, (_, index) => {
      const own = next;
      const textCount = this.number(index, Column.textCount);
      let tokenCount = 0;
      for (let text = own.texts; text < own.texts + textCount; text++) tokenCount += this.words[text] ?? 0;
      next = {
        texts: own.texts + textCount,
        hashes: own.hashes + (this.has(index, Flag.isQuestionHashed) ? 2 : 1) * SIGNATURE_LENGTH,
        tokens: own.tokens + tokenCount,
        rest: own.rest + this.number(index, Column.restBytes),
      };
      return own;
    });
  }
}
