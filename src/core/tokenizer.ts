/** What the rest of Espalier needs of a model's tokenizer. Token ids are indices into the model's vocabulary. */
export interface Tokenizer {
  readonly vocabularySize: number;
  /** Beginning of sequence; some vocabularies have none. */
  readonly bos?: number | undefined;
  /** End of sequence. */
  readonly eos?: number | undefined;
  /** The model expects `bos` before every sequence. `encode` never adds it. */
  readonly addBos: boolean;
  encode(text: string, options?: EncodeOptions): Int32Array;
  /** Bytes that are no whole UTF-8 character come out as U+FFFD. */
  decode(tokens: ArrayLike<number>, options?: DecodeOptions): string;
  /** The text of one token, control tokens by their name. */
  tokenText(id: number): string;
  /** Tokens after which generation stops: end of sequence, end of turn. */
  isEndOfGeneration(id: number): boolean;
  /** Tokens that no plain text makes: `<|im_start|>`, `</s>`. */
  isControl(id: number): boolean;
}

export interface EncodeOptions {
  /** Names of control tokens in the text become these tokens. Defaults to `false`. */
  readonly special?: boolean;
  /** Other text precedes this one, so that a SentencePiece vocabulary adds no space before it. Defaults to `false`. */
  readonly continues?: boolean;
}

export interface DecodeOptions {
  /** Control tokens come out by their name instead of as nothing. Defaults to `false`. */
  readonly special?: boolean;
  /** The tokens before these: a SentencePiece vocabulary drops the first space of a text. Defaults to none. */
  readonly after?: ArrayLike<number>;
}
