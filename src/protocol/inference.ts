import type { Message, TokenizedExample } from "../core/example.ts";
import type { AdapterUse, GenerateOptions, Generation } from "../core/generation.ts";

/**
 * What the inference process does for its host. It holds one model; calls are worked off one after another.
 * All but `model/load` throw UserError `inference/no-model` before a model is loaded.
 */
export interface InferenceFunctions {
  /** Loads a model in the place of the one before. Throws UserError `gguf/...`, `inference/...`. */
  "model/load": (
    request: LoadModelRequest,
    signal?: AbortSignal,
    onProgress?: (fraction: number) => void,
  ) => Promise<LoadedModel>;
  /**
   * Answers a conversation through the model's chat template; the text goes to `onText` as it comes.
   * Throws UserError `template/...`, `inference/context`, `inference/adapter`.
   */
  "answer/generate": (
    request: GenerateRequest,
    signal?: AbortSignal,
    onText?: (text: string) => void,
  ) => Promise<Generation>;
  /**
   * Reads the beginning of a conversation, so that one that begins alike is answered sooner: all of it but its last
   * section. Throws as `answer/generate` does; what was read before an abort stays known.
   */
  "prompt/prepare": (request: GenerateRequest, signal?: AbortSignal) => Promise<PreparedPrompt>;
  /** Negative log-likelihood (natural logarithm) of every target token, an array for each example. */
  "examples/score": (
    request: ScoreRequest,
    signal?: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ) => Promise<Float64Array[]>;
  /** The tokens the model would be given to answer `messages`. */
  "prompt/encode": (messages: readonly Message[]) => Promise<Int32Array>;
  /** How long texts are, and which of the model's control tokens their words would be taken for. */
  "tokens/measure": (texts: readonly string[]) => Promise<MeasuredTexts>;
  /** The text of each token, control tokens by their name. */
  "tokens/text": (tokens: Int32Array) => Promise<string[]>;
}

export interface LoadModelRequest {
  readonly modelPath: string;
  /** Name of a chat template of the file, or `plain`. Defaults to the file's default. */
  readonly template?: string | undefined;
  /** Let models that can think before they answer do so. Defaults to `false`. */
  readonly thinking?: boolean | undefined;
  /** Defaults, for answers, to the machine's cores that are good at arithmetic, less one; for prompts, to spare cores. */
  readonly threads?: number | undefined;
}

export interface LoadedModel {
  readonly contextLength: number;
  readonly vocabularySize: number;
}

export interface MeasuredTexts {
  /** Tokens of each text. */
  readonly counts: readonly number[];
  /** Names of control tokens that stand in the texts, each once. */
  readonly controlTexts: readonly string[];
}

export interface GenerateRequest {
  readonly messages: readonly Message[];
  /** Defaults to the bare model. */
  readonly adapter?: AdapterUse | undefined;
  readonly options: GenerateOptions;
}

export interface PreparedPrompt {
  /** Tokens that were read now. */
  readonly evaluatedTokens: number;
  /** Tokens that were known before. */
  readonly reusedTokens: number;
}

export interface ScoreRequest {
  readonly examples: readonly TokenizedExample[];
  /** Defaults to the bare model. */
  readonly adapter?: AdapterUse | undefined;
}
