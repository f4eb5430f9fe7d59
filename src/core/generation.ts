/** The pure types of what a model answers. */

/** An adapter on a model, at a share of its trained strength. */
export interface AdapterUse {
  readonly path: string;
  /** 1 is as trained, 0 the bare model. */
  readonly scale: number;
}

export interface GenerateOptions {
  /** Longest answer in tokens. */
  readonly maxTokens: number;
  /** 0 always takes the likeliest token. Defaults to `0`. */
  readonly temperature?: number | undefined;
  /** Share of the probability among whose likeliest tokens is drawn. Defaults to `0.95`. */
  readonly topP?: number | undefined;
  /** Of the draws; 0 is a seed like any other. Defaults to `0`. */
  readonly seed?: number | undefined;
  /** Texts that end the answer and are not part of it. Defaults to none. */
  readonly stop?: readonly string[] | undefined;
}

export interface Generation {
  readonly text: string;
  /** `end`: the model ended its turn; `stop`: a stop text; `length`: the longest answer was reached. */
  readonly finish: "end" | "stop" | "length";
  readonly promptTokens: number;
  /** Of the prompt's tokens, those still known from the prompt before and not computed again. */
  readonly reusedTokens: number;
  /** Tokens of the answer, its end of turn not counted. */
  readonly answerTokens: number;
  /** From the call to the first token, reading of the prompt included. */
  readonly firstTokenMs: number;
  /** Of the answer after its first token; 0 when it has no second. */
  readonly tokensPerSecond: number;
}
