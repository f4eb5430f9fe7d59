import type { Tokenizer } from "../core/tokenizer.ts";

/** Tokens of a prompt evaluated at once, at most: what an abort waits for. */
export const MAX_BATCH_TOKENS = 128;
/** At least so many, where a section ends: of fewer, each costs a third more. */
const MIN_BATCH_TOKENS = 16;

/** Whether a section of a prompt ends with the token at `index`. It may look back, and never ahead. */
export type EndsSection = (tokens: ArrayLike<number>, index: number) => boolean;

/**
 * Where the batches of a prompt end, but for the last, which ends with it. Ends are where sections end, so that prompts
 * with the same beginning have the same batches there, and where one stands hangs only on the tokens before it.
 */
export function batchEnds(tokens: ArrayLike<number>, endsSection: EndsSection): number[] {
  const ends: number[] = [];
  let start = 0;
  for (let index = 0; index < tokens.length - 1; index++) {
    const size = index + 1 - start;
    if (size < MAX_BATCH_TOKENS && (size < MIN_BATCH_TOKENS || !endsSection(tokens, index))) continue;
    start = index + 1;
    ends.push(start);
  }
  return ends;
}

/** Sections end with a turn of a conversation and with a blank line. */
export function sectionEnds(tokenizer: Pick<Tokenizer, "tokenText" | "isEndOfGeneration">): EndsSection {
  const known = new Map<number, "turn" | "blank" | "line" | "text">();
  const kindOf = (id: number) => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const text = tokenizer.tokenText(id);
    const kind = tokenizer.isEndOfGeneration(id)
      ? "turn"
      : /\n[^\S\n]*\n$/.test(text)
        ? "blank"
        : text.endsWith("\n")
          ? "line"
          : "text";
    known.set(id, kind);
    return kind;
  };
  return (tokens, index) => {
    const kind = kindOf(tokens[index] ?? 0);
    if (kind === "line") return index > 0 && kindOf(tokens[index - 1] ?? 0) === "line";
    return kind === "turn" || kind === "blank";
  };
}
