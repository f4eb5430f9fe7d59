import type { ExampleContent } from "../../core/example.ts";
import { answerOf, textsOf } from "../../core/exampleText.ts";
import { plainText } from "../duplicates/plainText.ts";
import { tokenHashes } from "../duplicates/tokenHashes.ts";

/** The words of a text, as `tokenHashes` has them: a part of an array, of which a view would cost more than a look. */
export interface TokenSpan {
  readonly words: Uint32Array;
  readonly start: number;
  /** Behind the last. */
  readonly end: number;
}

/** The words of an example. */
export interface ExampleTokens {
  /** Of the answer; it is one of `texts`. */
  readonly answer: TokenSpan;
  /** Of each text, in reading order. */
  readonly texts: readonly TokenSpan[];
}

export const spanOf = (words: Uint32Array): TokenSpan => ({ words, start: 0, end: words.length });

export const NO_TOKENS: TokenSpan = spanOf(new Uint32Array(0));

export function exampleTokens(content: ExampleContent): ExampleTokens {
  const texts = textsOf(content);
  const tokens = texts.map((text) => spanOf(tokenHashes(plainText(text))));
  return { answer: tokens[texts.lastIndexOf(answerOf(content))] ?? NO_TOKENS, texts: tokens };
}
