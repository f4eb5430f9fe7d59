/** What a model's tokenizer and template make of an example. */
export interface TokenMeasure {
  readonly tokenCount: number;
  /** Tokens to learn, and how many of them remain of the first `maxTokens`. */
  readonly targetCount: number;
  readonly keptTargetCount: number;
  readonly untrainedAnswers: number;
  readonly controlText: readonly string[];
}
