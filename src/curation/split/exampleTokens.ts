import type { ExampleContent } from "../../core/example.ts";
import { answerOf, textsOf } from "../../core/exampleText.ts";
import { plainText } from "../duplicates/plainText.ts";
import { tokenHashes } from "../duplicates/tokenHashes.ts";

/** The words of an example, as `tokenHashes` has them. */
export interface ExampleTokens {
  /** Of the answer; it is one of `texts`. */
  readonly answer: Uint32Array;
  /** Of each text, in reading order. */
  readonly texts: readonly Uint32Array[];
}

export function exampleTokens(content: ExampleContent): ExampleTokens {
  const texts = textsOf(content);
  const tokens = texts.map((text) => tokenHashes(plainText(text)));
  const answer = tokens[texts.lastIndexOf(answerOf(content))] ?? new Uint32Array(0);
  return { answer, texts: tokens };
}
