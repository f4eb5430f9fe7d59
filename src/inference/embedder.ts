import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { type EmbeddingChoice, ONNX_FILES } from "../core/embedding.ts";
import { inferenceErrors } from "./errors.ts";

/** An ONNX model that turns texts into vectors of length one. */
export interface Embedder {
  readonly dimension: number;
  /** texts -> [texts, dimension] */
  readonly embed: (texts: readonly string[], as: "query" | "passage") => Promise<Float32Array>;
}

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
    // One at a time: nothing is padded, and what is read stays small (test/bench/RESULTS.md).
    const read = async (text: string): Promise<Float32Array> => {
      const inputs: unknown = tokenizer([text], { truncation: true, max_length: maxTokens });
      const { last_hidden_state: states } = (await model(inputs)) as ModelOutputs;
      const vector = pooled(states.data, states.dims, pooling);
      states.dispose();
      return vector;
    };
    const dimension = (await read("dimension")).length;
    const kept = new Map<string, Float32Array>();
    return {
      dimension,
      async embed(texts, as) {
        const prefix = as === "query" ? queryPrefix : passagePrefix;
        const vectors = new Float32Array(texts.length * dimension);
        for (const [index, text] of texts.entries()) {
          vectors.set(await readOnce(prefix + text, read, kept), index * dimension);
        }
        return vectors;
      },
    };
  } catch (cause) {
    throw inferenceErrors.cannotLoadEmbedding(choice.id, folder, cause);
  }
}

/** As much of transformers.js' untyped tensors as is read here. */
interface ModelOutputs {
  readonly last_hidden_state: {
    readonly data: Float32Array;
    readonly dims: readonly number[];
    readonly dispose: () => void;
  };
}

/** The vector of length one of a text: states [1, tokens, dimension] -> [dimension]. */
function pooled(
  states: Float32Array,
  [, tokenCount = 0, dimension = 0]: readonly number[],
  pooling: EmbeddingChoice["pooling"],
): Float32Array {
  const vector = new Float32Array(dimension);
  const first = pooling === "last_token" ? tokenCount - 1 : 0;
  const end = pooling === "cls" ? 1 : tokenCount;
  for (let token = first; token < end; token++) {
    for (let index = 0; index < dimension; index++) {
      vector[index] = (vector[index] ?? 0) + (states[token * dimension + index] ?? 0);
    }
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length > 0) for (let index = 0; index < dimension; index++) vector[index] = (vector[index] ?? 0) / length;
  return vector;
}

async function readOnce(
  input: string,
  read: (text: string) => Promise<Float32Array>,
  kept: Map<string, Float32Array>,
): Promise<Float32Array> {
  const known = kept.get(input);
  if (known !== undefined) return known;
  const vector = await read(input);
  if (kept.size >= KEPT_VECTORS) kept.delete(kept.keys().next().value ?? "");
  kept.set(input, vector);
  return vector;
}
