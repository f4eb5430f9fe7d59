import type { Message } from "../core/example.ts";
import type { GenerateOptions, Generation } from "../core/generation.ts";
import type { AskedLines, GroundedAnswer, Source } from "../core/groundedAnswer.ts";

/** What answers: `usual` is the run in use, or the newest that has a result, or else the base model. */
export type Answering =
  { readonly kind: "usual" } | { readonly kind: "base" } | { readonly kind: "run"; readonly runId: string };

export interface AnsweredBy {
  /** Absolute: the workspace's folder. */
  readonly folder: string;
  readonly answering: Answering;
  /** The base model where no run says otherwise, by name or path. Defaults to the smallest of the catalogue. */
  readonly model?: string | undefined;
}

export interface QuestionRequest extends AnsweredBy {
  readonly question: string;
  /** Earlier questions of the conversation, oldest first. */
  readonly before: readonly string[];
  readonly about?: AskedLines | undefined;
  readonly options: GenerateOptions;
  /** Answer even where the sources seem not to say. */
  readonly anyway?: boolean | undefined;
}

/** What goes on before the first word, in parts that take turns. */
export type AskStage =
  | { readonly kind: "reading"; readonly done: number; readonly total: number }
  | { readonly kind: "loading"; readonly fraction: number };

export type AskEvent =
  | { readonly kind: "stage"; readonly stage: AskStage }
  | { readonly kind: "sources"; readonly sources: readonly Source[] }
  | { readonly kind: "text"; readonly text: string };

/** What answered, as people call it. */
export interface Answerer {
  /** The base model's name. */
  readonly model: string;
  /** The run that tuned it, as the views call it. */
  readonly run?: { readonly id: string; readonly title: string };
}

export interface AskedAnswer {
  readonly answer: GroundedAnswer;
  readonly by: Answerer;
}

export interface ChatRequest extends AnsweredBy {
  readonly messages: readonly Message[];
  readonly options: GenerateOptions;
}

/** What the asking process does for its host. It holds one model and the index of the folders asked about. */
export interface AskerFunctions {
  /**
   * Answers from the folder's files as they are now; the index is made or brought up to date first.
   * Throws UserError `ask/model-missing`, and those of `chooseServed` and `askWorkspace`.
   */
  "question/ask"(
    request: QuestionRequest,
    signal: AbortSignal,
    onEvent: (event: AskEvent) => void,
  ): Promise<AskedAnswer>;
  /**
   * Has the model read what a question will probably be answered from, while it is being typed. A newer one takes its
   * place, and so does any question; while a run of the folder is trained nothing is read. Throws as `question/ask`, and
   * where it was stopped.
   */
  "question/ahead"(request: QuestionRequest, signal: AbortSignal): Promise<void>;
  /** Answers a conversation without looking into files. */
  "chat/answer"(request: ChatRequest, signal: AbortSignal, onText: (text: string) => void): Promise<Generation>;
  /** Tokens of each text, as the model counts them. */
  "tokens/count"(by: AnsweredBy, texts: readonly string[], signal: AbortSignal): Promise<number[]>;
  /**
   * The innermost symbol or section of a file's text that holds a line, from 1: where the editor knows of none. Undefined
   * where there is none.
   */
  "lines/around"(folder: string, path: string, text: string, line: number): Promise<AskedLines | undefined>;
  /** Files that changed, relative to the folder with forward slashes; taken in before the next answer. */
  "files/changed"(folder: string, paths: readonly string[]): void;
  /** What an editor holds of a file and has not saved; undefined when it is saved or closed. */
  "buffer/set"(folder: string, path: string, text: string | undefined): void;
}
