import type { Tokenizer } from "../core/tokenizer.ts";

/** Names of the control tokens that stand in the texts themselves, each once. */
export function controlTextOf(tokenizer: Tokenizer, texts: readonly string[]): string[] {
  const found = texts.flatMap((text) =>
    [...tokenizer.encode(text, { special: true })].filter((token) => tokenizer.isControl(token)),
  );
  return [...new Set(found)].map((token) => tokenizer.tokenText(token));
}
