import type { Message } from "../../core/example.ts";
import type { AdapterUse, GenerateOptions, Generation } from "../../core/generation.ts";
import { inTurn } from "../../base/inTurn.ts";
import type { LoadModelRequest } from "../../protocol/inference.ts";
import { type Inference, startInference, type StartInference } from "./answers.ts";

export interface SessionRequest extends LoadModelRequest, GenerateOptions {
  readonly messages: readonly Message[];
  /** Each answers in turn; undefined is the bare model. */
  readonly sides: readonly (AdapterUse | undefined)[];
}

export interface SessionListener {
  readonly onLoading?: (fraction: number) => void;
  readonly onText: (side: number, text: string) => void;
  readonly onAnswer: (side: number, answer: Generation) => void;
}

/** Answers questions with one model after another and keeps the last one loaded for the next question. */
export interface AnswerSession extends AsyncDisposable {
  /** Throws as `ask` does, and the signal's reason. */
  answer(request: SessionRequest, listener: SessionListener, signal: AbortSignal): Promise<void>;
}

/** A loaded model holds memory that a training may need. */
const KEPT_IDLE_MS = 3 * 60_000;

/** Opens a session; nothing is started before the first question. Questions are answered one after another. */
export function openAnswerSession({
  start = startInference,
  keptIdleMs = KEPT_IDLE_MS,
}: { readonly start?: StartInference; readonly keptIdleMs?: number } = {}): AnswerSession {
  const queue = inTurn();
  let process: Inference | undefined;
  let loaded = "";
  let idle: NodeJS.Timeout | undefined;

  async function close(): Promise<void> {
    clearTimeout(idle);
    const ending = process;
    [process, loaded] = [undefined, ""];
    await ending?.[Symbol.asyncDispose]();
  }

  async function load(request: LoadModelRequest, { onLoading }: SessionListener, signal: AbortSignal) {
    const { modelPath, template, thinking, threads } = request;
    const wanted = JSON.stringify([modelPath, template, thinking, threads]);
    const inference = (process ??= start());
    if (loaded === wanted) return inference;
    loaded = "";
    await inference.functions["model/load"]({ modelPath, template, thinking, threads }, signal, onLoading);
    loaded = wanted;
    return inference;
  }

  return {
    answer: (request, listener, signal) =>
      queue(async () => {
        clearTimeout(idle);
        signal.throwIfAborted();
        try {
          const { functions } = await load(request, listener, signal);
          const { messages, sides, maxTokens, temperature, topP, seed, stop } = request;
          const options = { maxTokens, temperature, topP, seed, stop };
          for (const [side, adapter] of sides.entries()) {
            const onText = (text: string) => listener.onText(side, text);
            listener.onAnswer(side, await functions["answer/generate"]({ messages, adapter, options }, signal, onText));
          }
        } catch (error) {
          // A process that died, or a model half loaded, is of no use for the next question.
          await close();
          throw error;
        } finally {
          idle = setTimeout(() => void close(), keptIdleMs);
          idle.unref();
        }
      }),
    [Symbol.asyncDispose]: close,
  };
}
