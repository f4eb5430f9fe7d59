import { inTurn } from "../../base/inTurn.ts";
import type { LoadedModel, LoadModelRequest } from "../../protocol/inference.ts";
import { type Inference, startInference, type StartInference } from "../answers/answers.ts";

/** One model at a time, kept loaded while it is used; who wants it waits for its turn. */
export interface KeptModel extends AsyncDisposable {
  /** Throws as `model/load` does; the signal's reason. */
  use<T>(
    request: LoadModelRequest,
    work: (inference: Inference["functions"], model: LoadedModel) => Promise<T>,
    signal: AbortSignal,
    onLoading?: (fraction: number) => void,
  ): Promise<T>;
}

/** A loaded model holds memory that a training may need. */
const KEPT_IDLE_MS = 3 * 60_000;

export function keepModel({
  start = startInference,
  keptIdleMs = KEPT_IDLE_MS,
}: { readonly start?: StartInference; readonly keptIdleMs?: number } = {}): KeptModel {
  const queue = inTurn();
  let running: { readonly inference: Inference; readonly key: string; readonly model: LoadedModel } | undefined;
  let idle: NodeJS.Timeout | undefined;

  async function close(): Promise<void> {
    clearTimeout(idle);
    const ending = running;
    running = undefined;
    await ending?.inference[Symbol.asyncDispose]();
  }

  async function load(request: LoadModelRequest, signal: AbortSignal, onLoading?: (fraction: number) => void) {
    const key = JSON.stringify([request.modelPath, request.template, request.threads]);
    if (running?.key === key) return running;
    await close();
    const inference = start();
    try {
      const model = await inference.functions["model/load"](request, signal, onLoading);
      // A process that dies is replaced at the next question.
      void inference.ended.then(() => {
        if (running?.inference === inference) running = undefined;
      });
      return (running = { inference, key, model });
    } catch (error) {
      await inference[Symbol.asyncDispose]();
      throw error;
    }
  }

  return {
    use: (request, work, signal, onLoading) =>
      queue(async () => {
        clearTimeout(idle);
        signal.throwIfAborted();
        try {
          const { inference, model } = await load(request, signal, onLoading);
          return await work(inference.functions, model);
        } finally {
          idle = setTimeout(() => void close(), keptIdleMs);
          idle.unref();
        }
      }),
    [Symbol.asyncDispose]: close,
  };
}
