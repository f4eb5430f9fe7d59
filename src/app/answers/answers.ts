import type { Message } from "../../core/example.ts";
import type { AdapterUse, GenerateOptions, Generation } from "../../core/generation.ts";
import type { InferenceFunctions, LoadModelRequest } from "../../protocol/inference.ts";
import { forkWorker, type WorkerProcess } from "../workers/workerProcess.ts";

export interface AskRequest extends LoadModelRequest, GenerateOptions {
  readonly messages: readonly Message[];
  /** Defaults to the bare model. */
  readonly adapter?: AdapterUse | undefined;
}

export interface CompareRequest extends LoadModelRequest, GenerateOptions {
  /** Conversations, each to be answered by the bare model and with every adapter. */
  readonly prompts: readonly (readonly Message[])[];
  readonly adapters: readonly AdapterUse[];
}

/** An answer, what gave it and how fast. */
export interface Answer extends Generation {
  /** Absent: the bare model. */
  readonly adapter?: AdapterUse;
}

export interface Comparison {
  readonly modelPath: string;
  readonly prompts: readonly {
    readonly messages: readonly Message[];
    /** The bare model's answer first, then one an adapter, in the order of the request. */
    readonly answers: readonly Answer[];
  }[];
}

/** A piece of an answer while it is given. */
export interface AnswerPiece {
  /** Index among the prompts. */
  readonly prompt: number;
  /** Index among the answers to it; 0 is the bare model. */
  readonly answer: number;
  readonly text: string;
}

export interface AnswerOptions {
  /** Rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Share of the model that is loaded. */
  readonly onLoading?: ((fraction: number) => void) | undefined;
  readonly startInference?: StartInference;
}

export type Inference = WorkerProcess<InferenceFunctions>;
/** Starts an inference process; a test puts its own in the place of this. */
export type StartInference = () => Inference;

export const startInference: StartInference = () => forkWorker<InferenceFunctions>("inference");

/**
 * Answers one conversation. Throws UserError `gguf/...`, `template/...`, `inference/...`, and `worker/died` when the
 * process that answers does.
 */
export async function ask(
  request: AskRequest,
  onText: (text: string) => void,
  options: AnswerOptions = {},
): Promise<Answer> {
  return withModel(request, options, (answer) => answer(request.messages, request.adapter, onText));
}

/** Answers each prompt with the bare model and with every adapter, from one loaded model. Throws as `ask` does. */
export async function compare(
  request: CompareRequest,
  onPiece: (piece: AnswerPiece) => void,
  options: AnswerOptions = {},
): Promise<Comparison> {
  return withModel(request, options, async (answer) => {
    const prompts: Comparison["prompts"][number][] = [];
    for (const [prompt, messages] of request.prompts.entries()) {
      const answers: Answer[] = [];
      for (const adapter of [undefined, ...request.adapters]) {
        const piece = { prompt, answer: answers.length };
        answers.push(await answer(messages, adapter, (text) => onPiece({ ...piece, text })));
      }
      prompts.push({ messages, answers });
    }
    return { modelPath: request.modelPath, prompts };
  });
}

type GiveAnswer = (
  messages: readonly Message[],
  adapter: AdapterUse | undefined,
  onText: (text: string) => void,
) => Promise<Answer>;

async function withModel<T>(
  {
    modelPath,
    template,
    thinking,
    threads,
    maxTokens,
    temperature,
    topP,
    seed,
    stop,
  }: LoadModelRequest & GenerateOptions,
  { signal, onLoading = () => undefined, startInference: start = startInference }: AnswerOptions,
  use: (answer: GiveAnswer) => Promise<T>,
): Promise<T> {
  await using inference = start();
  await inference.functions["model/load"]({ modelPath, template, thinking, threads }, signal, onLoading);
  return await use(async (messages, adapter, onText) => {
    const options = { maxTokens, temperature, topP, seed, stop };
    const generation = await inference.functions["answer/generate"]({ messages, adapter, options }, signal, onText);
    return { ...(adapter && { adapter }), ...generation };
  });
}
