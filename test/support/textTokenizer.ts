import { at } from "../../src/base/at.ts";
import type { Tokenizer } from "../../src/core/tokenizer.ts";

/** Control tokens of the vocabularies the templates in the tests were written for. */
const CONTROL = [
  "<s>",
  "</s>",
  "<|im_start|>",
  "<|im_end|>",
  "<|begin_of_text|>",
  "<|start_header_id|>",
  "<|end_header_id|>",
  "<|eot_id|>",
];
const ENDS = ["</s>", "<|im_end|>", "<|eot_id|>"];
const FIRST_PAIR = CONTROL.length;
/** Pairs that merge into one token, as byte-pair vocabularies do: they show where a text was tokenized in pieces. */
const PAIRS = ["\n\n", "\n ", "he", "lo"];
const FIRST_CHARACTER = FIRST_PAIR + PAIRS.length;

export interface TextTokenizerOptions {
  /** Name of the beginning-of-sequence token. Defaults to none. */
  readonly bos?: string;
  /** Defaults to `</s>`. */
  readonly eos?: string;
  /** Defaults to `false`. */
  readonly addBos?: boolean;
}

/** A tokenizer with one token a character (by its code), four merging pairs and the usual control tokens. */
export function textTokenizer({ bos, eos = "</s>", addBos = false }: TextTokenizerOptions = {}): Tokenizer {
  const tokenText = (id: number): string =>
    CONTROL[id] ?? PAIRS[id - FIRST_PAIR] ?? String.fromCodePoint(id - FIRST_CHARACTER);
  return {
    vocabularySize: FIRST_CHARACTER + 0x110000,
    bos: bos === undefined ? undefined : CONTROL.indexOf(bos),
    eos: CONTROL.indexOf(eos),
    addBos,
    encode(text, { special = false } = {}) {
      const ids: number[] = [];
      for (let start = 0; start < text.length;) {
        const control = special ? CONTROL.findIndex((name) => text.startsWith(name, start)) : -1;
        const pair = PAIRS.findIndex((name) => text.startsWith(name, start));
        const id =
          control >= 0 ? control : pair >= 0 ? FIRST_PAIR + pair : FIRST_CHARACTER + (text.codePointAt(start) ?? 0);
        ids.push(id);
        start += tokenText(id).length;
      }
      return Int32Array.from(ids);
    },
    decode: (tokens, { special = false } = {}) =>
      Array.from(tokens, (id) => (id < FIRST_PAIR && !special ? "" : tokenText(id))).join(""),
    tokenText,
    isEndOfGeneration: (id) => ENDS.includes(tokenText(id)),
    isControl: (id) => id < FIRST_PAIR,
  };
}

/** The parts of an encoded example in order, as text: what is read and what is learned. */
export function learnedParts(
  tokenizer: Tokenizer,
  { tokens, isTarget }: { tokens: Int32Array; isTarget: Uint8Array },
): { learned: boolean; text: string }[] {
  const parts: { learned: boolean; text: string }[] = [];
  for (const [index, token] of tokens.entries()) {
    const learned = at(isTarget, index) === 1;
    const last = parts.at(-1);
    if (last?.learned === learned) last.text += tokenizer.tokenText(token);
    else parts.push({ learned, text: tokenizer.tokenText(token) });
  }
  return parts;
}
