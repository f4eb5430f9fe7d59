import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { at } from "../base/at.ts";
import { type EmbeddingChoice, ONNX_FILES } from "../core/embedding.ts";
import { inferenceErrors } from "./errors.ts";

/** An ONNX model that turns texts into vectors of length one. */
export interface Embedder {
  readonly dimension: number;
  /** texts -> [texts, dimension] */
  readonly embed: (texts: readonly string[], as: "query" | "passage") => Promise<Float32Array>;
}

/** Texts that are read together; they are padded to the longest of them, so the like are put together. */
const BATCH_TEXTS = 8;
/** Vectors of texts that were read last: a buffer is searched again and again while it is typed in. */
const KEPT_VECTORS = 4096;

/**
 * Opens a model by transformers.js, from its folder alone: nothing is fetched, whatever the folder lacks.
 * Throws UserError `embedding/missing`, `embedding/load`.
 */
export async function openEmbedder(choice: EmbeddingChoice): Promise<Embedder> {
  const { folder, precision, pooling, maxTokens, queryPrefix, passagePrefix } = choice;
  for (const file of ["config.json", "tokenizer.json", ONNX_FILES[precision]]) {
    if (!existsSync(join(folder, file))) throw inferenceErrors.embeddingMissing(choice.id, join(folder, file));
  }
  // Loaded when it is first needed: its native library too.
  const { env, AutoModel, AutoTokenizer } = await import("@huggingface/transformers");
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: dirname(folder) });
  try {
    const name = basename(folder);
    const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true });
    const model = await AutoModel.from_pretrained(name, {
      dtype: precision,
      device: "cpu",
      local_files_only: true,
      session_options: {
        intraOpNumThreads: Math.max(1, availableParallelism() - 1),
        // Waiting threads would keep busy a core that the editor may want.
        extra: { session: { intra_op: { allow_spinning: "0" } } },
      },
    });
    const read = async (texts: readonly string[]): Promise<Float32Array> => {
      const inputs = tokenizer([...texts], { padding: true, truncation: true, max_length: maxTokens }) as ModelInputs;
      const { last_hidden_state: states } = (await model(inputs)) as ModelOutputs;
      const vectors = pooled(states.data, states.dims, inputs.attention_mask.data, pooling);
      states.dispose();
      return vectors;
    };
    const dimension = (await read(["dimension"])).length;
    const kept = new Map<string, Float32Array>();
    return {
      dimension,
      async embed(texts, as) {
        const prefix = as === "query" ? queryPrefix : passagePrefix;
        return embedInBatches(
          texts.map((text) => prefix + text),
          dimension,
          read,
          kept,
        );
      },
    };
  } catch (cause) {
    throw inferenceErrors.cannotLoadEmbedding(choice.id, folder, cause);
  }
}

/** As much of transformers.js' untyped tensors as is read here. */
interface ModelInputs {
  /** [texts, tokens]; 1 for tokens of the text, 0 for padding. */
  readonly attention_mask: { readonly data: BigInt64Array };
}
interface ModelOutputs {
  readonly last_hidden_state: {
    readonly data: Float32Array;
    readonly dims: readonly number[];
    readonly dispose: () => void;
  };
}

/** One vector of length one a text: states [texts, tokens, dimension] -> [texts, dimension]. */
export function pooled(
  states: Float32Array,
  [textCount = 0, tokenCount = 0, dimension = 0]: readonly number[],
  mask: BigInt64Array,
  pooling: EmbeddingChoice["pooling"],
): Float32Array {
  const vectors = new Float32Array(textCount * dimension);
  for (let text = 0; text < textCount; text++) {
    const tokens = Array.from({ length: tokenCount }, (_, token) => token).filter(
      (token) => mask[text * tokenCount + token] === 1n,
    );
    const taken = pooling === "mean" ? tokens : pooling === "cls" ? tokens.slice(0, 1) : tokens.slice(-1);
    const vector = vectors.subarray(text * dimension, (text + 1) * dimension);
    for (const token of taken) {
      const start = (text * tokenCount + token) * dimension;
      for (let index = 0; index < dimension; index++) {
        vector[index] = (vector[index] ?? 0) + (states[start + index] ?? 0);
      }
    }
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let index = 0; index < dimension; index++) vector[index] = (vector[index] ?? 0) / length;
  }
  return vectors;
}

async function embedInBatches(
  inputs: readonly string[],
  dimension: number,
  read: (texts: readonly string[]) => Promise<Float32Array>,
  kept: Map<string, Float32Array>,
): Promise<Float32Array> {
  const vectors = new Float32Array(inputs.length * dimension);
  const unread: number[] = [];
  for (const [index, input] of inputs.entries()) {
    const known = kept.get(input);
    if (known === undefined) unread.push(index);
    else vectors.set(known, index * dimension);
  }
  unread.sort((a, b) => at(inputs, a).length - at(inputs, b).length);
  for (let start = 0; start < unread.length; start += BATCH_TEXTS) {
    const batch = unread.slice(start, start + BATCH_TEXTS);
    const made = await read(batch.map((index) => at(inputs, index)));
    for (const [place, index] of batch.entries()) {
      const vector = made.slice(place * dimension, (place + 1) * dimension);
      vectors.set(vector, index * dimension);
      if (kept.size >= KEPT_VECTORS) kept.delete(kept.keys().next().value ?? "");
      kept.set(at(inputs, index), vector);
    }
  }
  return vectors;
}
