import { at } from "../../base/at.ts";
import { isLiteral } from "../duplicates/literalKinds.ts";
import { SIGNATURE_LENGTH } from "../duplicates/minHash.ts";
import type { ExampleTokens } from "../split/exampleTokens.ts";
import type { Card } from "./card.ts";
import { CardBatch, type CardRecord, COLUMN_COUNT, Flag, KEY_DIGITS, WORD_BYTES } from "./cardBatch.ts";
import { KeptCard } from "./keptCard.ts";

const NO_KEY = "-".repeat(KEY_DIGITS);

export function encodeCards(cards: readonly Card[]): CardRecord {
  const kinds = [...new Set(cards.map(({ kind }) => kind))];
  const rests = cards.map((card) => card.rest());
  const tokens = cards.map((card) => card.tokens());
  const hashes = cards.flatMap(hashesOf);
  const texts = tokens.flatMap((each) => each.texts.map(({ words, start, end }) => words.subarray(start, end)));
  const tokenCount = texts.reduce((sum, { length }) => sum + length, 0);
  const wordCount = cards.length * COLUMN_COUNT + texts.length + hashes.length * SIGNATURE_LENGTH + tokenCount;
  const keys = Buffer.from(cards.map(keysOf).join(""), "latin1");
  const tailBytes = keys.length + rests.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(wordCount * WORD_BYTES + Math.ceil(tailBytes / WORD_BYTES) * WORD_BYTES);
  const words = new Uint32Array(bytes.buffer, 0, wordCount);
  let next = 0;
  for (const [index, card] of cards.entries()) {
    words.set(rowOfNumbers(card, kinds.indexOf(card.kind), at(rests, index).length, at(tokens, index)), next);
    next += COLUMN_COUNT;
  }
  for (const { length } of texts) words[next++] = length;
  for (const each of [...hashes, ...texts]) {
    words.set(each, next);
    next += each.length;
  }
  let position = wordCount * WORD_BYTES;
  for (const part of [keys, ...rests]) {
    bytes.set(part, position);
    position += part.length;
  }
  return { cardCount: cards.length, kinds, bytes };
}

function rowOfNumbers(card: Card, kind: number, restBytes: number, { answer, texts }: ExampleTokens): number[] {
  const { question, answer: signed, lengthOrder } = card.signature;
  const flags =
    (question === undefined ? 0 : Flag.asks) |
    (question?.isShort === true ? Flag.isQuestionShort : 0) |
    (signed.isShort ? Flag.isAnswerShort : 0) |
    (hashesQuestion(card) ? Flag.isQuestionHashed : 0);
  const drawn = card.drawn * 2 ** 48;
  return [
    kind,
    card.source.startLine,
    lengthOrder,
    card.length,
    question?.shingleCount ?? 0,
    signed.shingleCount,
    flags,
    restBytes,
    Math.floor(drawn / 2 ** 32),
    drawn % 2 ** 32,
    texts.length,
    Math.max(0, texts.indexOf(answer)),
  ];
}

function keysOf({ id, contentHash, signature: { question, answer } }: Card): string {
  const keys = [id, contentHash, answer.key, answer.exactKey, question?.key ?? NO_KEY, question?.exactKey ?? NO_KEY];
  if (keys.some(({ length }) => length !== KEY_DIGITS)) throw new RangeError(`a key of ${id} is not 16 digits long`);
  return keys.join("");
}

/** Questions of literal kinds are compared by their keys alone. */
const hashesQuestion = ({ kind, signature }: Card): boolean => signature.question !== undefined && !isLiteral({ kind });

function hashesOf(card: Card): Uint32Array[] {
  const { question, answer } = card.signature;
  return question !== undefined && hashesQuestion(card) ? [question.hashes, answer.hashes] : [answer.hashes];
}

/**
 * Undoes `encodeCards`, of a record that is whole. Nothing is copied: the bytes must begin at a multiple of four in their
 * buffer, and are held as long as a card is.
 */
export function decodeCards(path: string, record: CardRecord): Card[] {
  const batch = new CardBatch(path, record);
  const cards: Card[] = [];
  for (let index = 0; index < record.cardCount; index++) cards.push(KeptCard.first(batch, index));
  return cards;
}
