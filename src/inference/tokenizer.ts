import type { LlamaModel, Token } from "node-llama-cpp";
import type { Tokenizer } from "../core/tokenizer.ts";
import { llamaBackend } from "./backend.ts";
import { inferenceErrors } from "./errors.ts";

/**
 * The tokenizer of a GGUF model as llama.cpp runs it, so that training sees the very tokens that serving sees.
 * Only the vocabulary is loaded. Throws UserError `inference/load`.
 */
export async function openTokenizer(modelPath: string): Promise<Tokenizer & AsyncDisposable> {
  const llama = await llamaBackend();
  const model = await llama.loadModel({ modelPath, vocabOnly: true }).catch((cause: unknown) => {
    throw inferenceErrors.cannotLoad(modelPath, cause);
  });
  return { ...tokenizerOf(model), [Symbol.asyncDispose]: () => model.dispose() };
}

/** The tokenizer of a loaded model; it ends with the model. */
export function tokenizerOf(model: LlamaModel): Tokenizer {
  const tokens = model.fileInfo.metadata.tokenizer.ggml.tokens;
  return {
    vocabularySize: tokens.length,
    bos: model.tokens.bos ?? undefined,
    eos: model.tokens.eos ?? undefined,
    addBos: model.tokens.bos !== null && model.tokens.shouldPrependBosToken,
    encode(text, { special = false, continues = false } = {}) {
      return Int32Array.from(model.tokenize(text, special, ...(continues ? (["trimLeadingSpace"] as const) : [])));
    },
    decode: (ids, { special = false, after } = {}) =>
      model.detokenize(llamaTokens(ids), special, after && llamaTokens(after)),
    tokenText: (id) => model.detokenize([id as Token], true),
    isEndOfGeneration: (id) => model.isEogToken(id as Token),
    isControl: (id) => model.getTokenAttributes(id as Token).control,
  };
}

/** node-llama-cpp brands its token ids; ours are plain numbers. */
export const llamaTokens = (ids: ArrayLike<number>): Token[] => Array.from(ids) as Token[];
