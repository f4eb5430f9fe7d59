import type { TokenizedExample } from "../core/example.ts";
import type { Tokenizer } from "../core/tokenizer.ts";

/** One example token by token. */
export interface ShownTokens {
  readonly id: string;
  readonly tokens: readonly ShownToken[];
}

export interface ShownToken {
  readonly token: number;
  /** The token's text with white space and control characters made visible. */
  readonly text: string;
  /** The model must learn to write it; the others it only reads. */
  readonly isTarget: boolean;
}

/** What the model is shown of a batch, for people to check the loss mask. */
export function showBatch(examples: readonly TokenizedExample[], tokenizer: Tokenizer): ShownTokens[] {
  return examples.map(({ id, tokens, isTarget }) => ({
    id,
    tokens: Array.from(tokens, (token, index) => ({
      token,
      text: visible(tokenizer.tokenText(token)),
      isTarget: isTarget[index] === 1,
    })),
  }));
}

const VISIBLE: Readonly<Record<string, string>> = { " ": "·", "\n": "↵", "\t": "⇥", "\r": "␍" };

/** Text in which every character takes its place: a space is `·`, a line break `↵`, a control character `\x1b`. */
export const visible = (text: string): string =>
  text.replace(
    /[\x00-\x20\x7f-\x9f]/g,
    (character) => VISIBLE[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
