import type { TokenizedExample } from "./example.ts";

/** An example as the model's own template and tokenizer write it, with what is worth knowing about how. */
export interface EncodedExample extends TokenizedExample {
  /** Tokens that did not fit and were cut off the end. */
  readonly truncatedTokens: number;
  /**
   * Answers before the last that the template writes differently once the conversation goes on (Qwen3 drops their
   * thinking). The model reads them and is not trained on them.
   */
  readonly untrainedAnswers: number;
  /** Names of control tokens that stand in the messages' own text, where they act as control tokens. */
  readonly controlText: readonly string[];
}
