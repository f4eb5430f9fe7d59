import { inTurn } from "../base/inTurn.ts";
import { UserError } from "../base/errors.ts";
import { generate, prepare } from "../inference/generate.ts";
import { openModel, type ServedModel } from "../inference/openModel.ts";
import { scoreExample } from "../inference/score.ts";
import type { ChatTemplate } from "../prompt/chatTemplate.ts";
import { controlTextOf } from "../prompt/controlText.ts";
import { encodePrompt } from "../prompt/renderPrompt.ts";
import type { InferenceFunctions } from "../protocol/inference.ts";
import { readTemplateMetadata, templateOpener } from "./servedTemplate.ts";

interface Loaded {
  readonly model: ServedModel;
  /** Opened when first needed: scoring goes without. */
  readonly template: () => ChatTemplate;
}

/** Tokens by which the question may be longer than what a prompt was prepared for: then its place is large enough. */
const LONGER_QUESTION = 256;

/** The functions of the inference process, around the one model it holds. */
export function inferenceFunctions(): InferenceFunctions {
  const queue = inTurn();
  let loaded: Loaded | undefined;
  const current = (): Loaded => {
    if (loaded) return loaded;
    throw new UserError("inference/no-model", "no model is loaded", "Load one with model/load first.");
  };

  return {
    "model/load": (request, signal, onProgress) =>
      queue(async () => {
        await loaded?.model[Symbol.asyncDispose]();
        loaded = undefined;
        // Read first: our reader says what is wrong with a file, llama.cpp only that something is.
        const metadata = await readTemplateMetadata(request.modelPath);
        const model = await openModel(request.modelPath, { threads: request.threads, onProgress, signal });
        loaded = { model, template: templateOpener(model.tokenizer, metadata, request) };
        return { contextLength: model.contextLength, vocabularySize: model.tokenizer.vocabularySize };
      }),

    "answer/generate": ({ messages, adapter, options }, signal, onText = () => undefined) =>
      queue(async () => {
        signal?.throwIfAborted();
        const { model, template } = current();
        const prompt = encodePrompt(template(), model.tokenizer, messages);
        const maxTokens = Math.min(options.maxTokens, Math.max(1, model.contextLength - prompt.length));
        const evaluator = await model.evaluator(prompt.length + maxTokens, adapter);
        return generate(evaluator, prompt, { ...options, maxTokens }, onText, signal);
      }),

    "prompt/prepare": ({ messages, adapter, options }, signal) =>
      queue(async () => {
        signal?.throwIfAborted();
        const { model, template } = current();
        const prompt = encodePrompt(template(), model.tokenizer, messages);
        const needed = prompt.length + options.maxTokens + LONGER_QUESTION;
        const evaluator = await model.evaluator(Math.min(needed, model.contextLength), adapter);
        const reusedTokens = await prepare(evaluator, prompt, signal);
        return { evaluatedTokens: evaluator.batchedTokens - reusedTokens, reusedTokens };
      }),

    "examples/score": ({ examples, adapter }, signal, onProgress) =>
      queue(async () => {
        const { model } = current();
        const longest = examples.reduce((most, { tokens }) => Math.max(most, tokens.length), 1);
        const evaluator = await model.evaluator(longest, adapter, "exact");
        const scores: Float64Array[] = [];
        for (const example of examples) {
          signal?.throwIfAborted();
          scores.push(await scoreExample(evaluator, example));
          onProgress?.(scores.length, examples.length);
        }
        return scores;
      }),

    "prompt/encode": (messages) =>
      queue(async () => encodePrompt(current().template(), current().model.tokenizer, messages)),

    "tokens/measure": (texts) =>
      queue(async () => {
        const { tokenizer } = current().model;
        const counts = texts.map((text) => tokenizer.encode(text).length);
        return { counts, controlTexts: controlTextOf(tokenizer, texts) };
      }),

    "tokens/text": (tokens) =>
      queue(async () => Array.from(tokens, (token) => current().model.tokenizer.tokenText(token))),
  };
}
