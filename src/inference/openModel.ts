import { stat } from "node:fs/promises";
import type { LlamaContext, LlamaContextSequence, LlamaModel } from "node-llama-cpp";
import { messageOf } from "../base/errors.ts";
import type { AdapterUse } from "../core/generation.ts";
import type { Tokenizer } from "../core/tokenizer.ts";
import { llamaBackend } from "./backend.ts";
import { inferenceErrors } from "./errors.ts";
import { spareCores, watchCores } from "./coreWatch.ts";
import { type EndsSection, sectionEnds } from "./promptBatches.ts";
import { tokenizerOf } from "./tokenizer.ts";

export interface OpenModelOptions {
  /**
   * Defaults, for answers, to the machine's cores that are good at arithmetic, less one, and for prompts to those that
   * other programs leave.
   */
  readonly threads?: number | undefined;
  /** Share of the file that is loaded, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model that llama.cpp has loaded once, for the model itself and any adapters on it. */
export interface ServedModel extends AsyncDisposable {
  readonly tokenizer: Tokenizer;
  /** The longest sequence the model was trained for. */
  readonly contextLength: number;
  /**
   * A place to evaluate up to `tokenCount` tokens with `adapter`, or with the bare model. It is kept, with what it has
   * evaluated, for later calls. Throws UserError `inference/context` or `inference/adapter`.
   */
  evaluator(tokenCount: number, adapter?: AdapterUse, precision?: Precision): Promise<Evaluator>;
}

/**
 * `served`: flash attention over a float16 cache of keys and values, fast and small, which is how models are served.
 * `exact`: float32 throughout. On a tiny model the log probabilities of a float64 forward pass came back within 0.008
 * and within 2e-6. Defaults to `served`.
 */
export type Precision = "served" | "exact";

/** One sequence of tokens and the keys and values computed for it. */
export interface Evaluator {
  readonly sequence: LlamaContextSequence;
  readonly tokenizer: Tokenizer;
  /** The sequence's first tokens that were evaluated in whole batches: see `keepPrefix`. */
  batchedTokens: number;
  readonly endsSection: EndsSection;
  /** Says what is evaluated next. */
  readonly useThreads: (work: "prompt" | "answer") => void;
}

/** Tokens that a context can evaluate at once. */
const BATCH_TOKENS = 256;
/** Contexts grow in steps of this many tokens, so that a longer answer seldom needs a new one. */
const CONTEXT_STEP = 1024;
/** Adapters held at once: each has its own keys and values. */
const MAX_EVALUATORS = 4;

/** Loads a GGUF model. Throws UserError `inference/load`. */
export async function openModel(
  modelPath: string,
  { threads, onProgress, signal }: OpenModelOptions = {},
): Promise<ServedModel> {
  const llama = await llamaBackend();
  const othersBusy = watchCores();
  const model = await llama
    .loadModel({
      modelPath,
      ...(onProgress && { onLoadProgress: onProgress }),
      ...(signal && { loadSignal: signal }),
    })
    .catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw inferenceErrors.cannotLoad(modelPath, cause);
    });
  const tokenizer = tokenizerOf(model);
  const endsSection = sectionEnds(tokenizer);
  const contextLength = model.trainContextSize;
  const cores = llama.cpuMathCores;
  // Threads wait for each other spinning: one that shares its core with anything else stalls them all. Two busy cores
  // gave 0.7 tokens a second with two threads and 23 with one. A prompt is read in few, long steps, so it is worth to
  // look before each whether all cores are to be had; an answer comes in many short ones.
  const useThreads = (work: "prompt" | "answer"): void => {
    const shared = work === "prompt" ? spareCores(cores, othersBusy()) : Math.max(1, cores - 1);
    llama.maxThreads = threads ?? shared;
  };
  /** By adapter and scale, the least recently used first. */
  const open = new Map<string, { context: LlamaContext; evaluator: Evaluator }>();

  const close = async (key: string): Promise<void> => {
    const context = open.get(key)?.context;
    open.delete(key);
    await context?.dispose();
  };

  return {
    tokenizer,
    contextLength,
    async evaluator(tokenCount, adapter, precision = "served") {
      if (tokenCount > contextLength) throw inferenceErrors.contextTooLong(tokenCount, contextLength);
      const key = JSON.stringify([precision, adapter?.scale, adapter?.path]);
      const known = open.get(key);
      if (known && known.context.contextSize > tokenCount) {
        open.delete(key);
        open.set(key, known);
        return known.evaluator;
      }
      await close(key);
      for (const oldest of [...open.keys()].slice(0, Math.max(0, open.size + 1 - MAX_EVALUATORS))) await close(oldest);
      // A context takes at most as many threads as were allowed when it was made.
      llama.maxThreads = threads ?? cores;
      const context = await createContext(model, modelPath, {
        tokenCount,
        adapter,
        precision,
        threads: llama.maxThreads,
      });
      const evaluator = { sequence: context.getSequence(), tokenizer, batchedTokens: 0, endsSection, useThreads };
      open.set(key, { context, evaluator });
      return evaluator;
    },
    async [Symbol.asyncDispose]() {
      for (const key of [...open.keys()]) await close(key);
      await model.dispose();
    },
  };
}

/** Flash attention on the CPU rounds to float16 whatever the cache holds, so it must go as well. */
const EXACT = {
  flashAttention: false,
  experimentalKvCacheKeyType: "F32",
  experimentalKvCacheValueType: "F32",
} as const;

interface ContextRequest {
  readonly tokenCount: number;
  readonly adapter: AdapterUse | undefined;
  readonly precision: Precision;
  readonly threads: number;
}

async function createContext(
  model: LlamaModel,
  modelPath: string,
  { tokenCount, adapter, precision, threads }: ContextRequest,
): Promise<LlamaContext> {
  // One more than the tokens: the library begins to shift the context when its last place is taken.
  const contextSize = Math.ceil((tokenCount + 1) / CONTEXT_STEP) * CONTEXT_STEP;
  if (adapter) await requireFile(adapter.path, modelPath);
  return model
    .createContext({
      contextSize,
      batchSize: BATCH_TOKENS,
      failedCreationRemedy: false,
      ...(precision === "exact" && EXACT),
      threads,
      ...(adapter && { lora: { adapters: [{ filePath: adapter.path, scale: adapter.scale }] } }),
    })
    .catch((cause: unknown) => {
      throw adapter
        ? inferenceErrors.cannotLoadAdapter(adapter.path, modelPath, cause)
        : inferenceErrors.cannotCreateContext(contextSize, cause);
    });
}

/** llama.cpp says of a missing adapter only that it failed. */
async function requireFile(path: string, modelPath: string): Promise<void> {
  await stat(path).catch((cause: unknown) => {
    throw inferenceErrors.cannotLoadAdapter(path, modelPath, messageOf(cause));
  });
}
