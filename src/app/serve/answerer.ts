import { inTurn } from "../../base/inTurn.ts";
import { UserError } from "../../base/errors.ts";
import type { Generation } from "../../core/generation.ts";
import type { GroundedAnswer, Source } from "../../core/groundedAnswer.ts";
import type { LoadedModel } from "../../protocol/inference.ts";
import { type Inference, startInference, type StartInference } from "../answers/answers.ts";
import { askWorkspace } from "../answers/askWorkspace.ts";
import type { ModelOptions } from "../models/manageModels.ts";
import type { Retriever } from "../search/retriever.ts";
import { isSearchableAnyway } from "../search/searchableAnyway.ts";
import { chooseServed, type ServedModel } from "../answers/servedModel.ts";
import type { ChatRequest } from "./chatRequest.ts";
import { describeGrounded } from "./describeGrounded.ts";
import type { ServedId } from "./servedIds.ts";

export interface AnswererOptions {
  readonly folder: string;
  /** The model behind `espalier/base`, by name or path. Defaults to that of the run in use, or else the default model. */
  readonly model?: string | undefined;
  readonly threads?: number | undefined;
  readonly retriever: Retriever;
  readonly start?: StartInference;
}

export interface ServedAnswer {
  readonly text: string;
  readonly finish: Generation["finish"];
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** With retrieval. */
  readonly grounded?: GroundedAnswer;
}

/** Answers chats with any model of a folder, one after another; the last one stays loaded. */
export interface Answerer extends AsyncDisposable {
  /** Fetches and loads the base model, so that the first question need not wait for it. */
  prepare(options: ModelOptions): Promise<ServedModel>;
  /** @throws UserError as `chooseServed`, `askWorkspace` and `ask` do; the signal's reason. */
  answer(
    id: ServedId,
    request: ChatRequest,
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<ServedAnswer>;
}

export function openAnswerer({ folder, model, threads, retriever, start = startInference }: AnswererOptions): Answerer {
  const queue = inTurn();
  let running: { readonly inference: Inference; readonly key: string; readonly loaded: LoadedModel } | undefined;
  /** Of the last answer: a conversation goes on about them. */
  let shown: readonly Source[] = [];

  const choose = (run: string | undefined, options: ModelOptions): Promise<ServedModel> =>
    chooseServed(run === undefined ? { folder, model } : { folder, run }, options);

  async function close(): Promise<void> {
    const ending = running;
    running = undefined;
    await ending?.inference[Symbol.asyncDispose]();
  }

  async function load(modelPath: string, template: string | undefined, signal: AbortSignal | undefined) {
    const key = JSON.stringify([modelPath, template]);
    if (running?.key === key) return running;
    await close();
    const inference = start();
    try {
      const loaded = await inference.functions["model/load"]({ modelPath, template, threads }, signal);
      // A process that dies is replaced at the next question.
      void inference.ended.then(() => {
        if (running?.inference === inference) running = undefined;
      });
      return (running = { inference, key, loaded });
    } catch (error) {
      await inference[Symbol.asyncDispose]();
      throw error;
    }
  }

  return {
    prepare: (options) =>
      queue(async () => {
        const served = await choose(undefined, options);
        await load(served.modelPath, served.template, options.signal);
        return served;
      }),
    answer: ({ run, hasRetrieval }, { messages, options }, onText, signal) =>
      queue(async () => {
        signal.throwIfAborted();
        const served = await choose(run, { signal });
        const tuned = run === undefined ? {} : { path: served.tunedModelPath, adapter: served.adapter };
        const { inference, loaded } = await load(tuned.path ?? served.modelPath, served.template, signal);
        const { adapter } = tuned;
        if (!hasRetrieval) {
          const { functions } = inference;
          return await functions["answer/generate"]({ messages, adapter, options }, signal, onText);
        }
        await updateIndex(retriever, signal);
        const questions = messages.filter(({ role }) => role === "user").map(({ content }) => content);
        const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
        const question = questions.pop();
        if (question === undefined || messages.at(-1)?.role !== "user") throw noQuestion("not the user's");
        if (question.trim() === "") throw noQuestion("empty");
        const grounded = await askWorkspace(
          { retriever, inference: inference.functions, model: loaded },
          {
            question,
            before: questions,
            system: system.length > 0 ? system.join("\n") : undefined,
            adapter,
            options,
            // A question that begins a conversation is answered alike whatever was asked before.
            shown: questions.length > 0 ? shown : [],
          },
          { onText },
          signal,
        );
        if ("generation" in grounded) shown = grounded.sources;
        const footer = describeGrounded(grounded);
        onText(footer);
        if (!("generation" in grounded)) {
          return { text: footer, finish: "end", promptTokens: 0, answerTokens: 0, grounded };
        }
        const { text, finish, promptTokens, answerTokens } = grounded.generation;
        return { text: text + footer, finish, promptTokens, answerTokens, grounded };
      }),
    [Symbol.asyncDispose]: close,
  };
}

/** Where another process indexes meanwhile, or nothing can be written, what is indexed already answers. */
async function updateIndex(retriever: Retriever, signal: AbortSignal): Promise<void> {
  await retriever.update({ signal }).catch(async (error: unknown) => {
    if (!(await isSearchableAnyway(error, retriever))) throw error;
  });
}

const noQuestion = (what: string): UserError =>
  new UserError("serve/request", `the last message is ${what}`, "End the conversation with a question.");
