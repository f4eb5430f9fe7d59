import { answerFrom } from "./answer.ts";
import { isHollow } from "./hollow.ts";
import { withoutInlineTags } from "./normalize.ts";
import { wordsBeyond } from "./symbolWords.ts";

/**
 * The text of a doc tag as an answer: plain Markdown that ends as a sentence does. Undefined where it says no more than
 * the names it belongs to.
 *
 * @param minNewWords words that the names do not say already.
 */
export function tagText(text: string, names: readonly string[], minNewWords: number): string | undefined {
  const plain = answerFrom(withoutInlineTags(text)).text.trim();
  if (plain === "" || plain.includes("\n") || isHollow(plain)) return undefined;
  return wordsBeyond(plain, names).length < minNewWords ? undefined : plain;
}

/** As the first words of an answer. */
export const capitalized = (text: string): string =>
  // `iOS`, `npm install` and `$0` stay as they are.
  /^\p{Ll}[\p{Ll}'-]*(?=[\s,.;]|$)/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

export const asSentence = (text: string): string => (/[.!?:`)]$/.test(text) ? text : `${text}.`);
