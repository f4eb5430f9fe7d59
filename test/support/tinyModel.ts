import { BLOCKS } from "../../src/gguf/blocks.ts";
import { blockWeight, OUTPUT, OUTPUT_NORM, ROPE_FREQUENCIES, TOKEN_EMBEDDING } from "../../src/gguf/tensorNames.ts";
import type { GgmlType, GgufValue } from "../../src/gguf/types.ts";
import { writeGguf } from "../../src/gguf/write.ts";
import { randomTensor, type RandomTensor } from "./randomTensor.ts";
import { mulberry32 } from "../../src/base/mulberry32.ts";
import { CHATML_TEMPLATE, MINIMUM_VOCABULARY, vocabularyMetadata } from "./tinyVocabulary.ts";

export interface TinyModelOptions {
  readonly architecture?: "llama" | "qwen2" | "qwen3";
  /** Of the seven linear weights of each block. Defaults to `F32`. */
  readonly type?: GgmlType;
  /** Of the token embedding and the head. Defaults to `F32`. */
  readonly embeddingType?: GgmlType;
  /** Of a head of its own. Defaults to `embeddingType`. */
  readonly headType?: GgmlType;
  readonly blockCount?: number;
  /** Defaults to `64`, or `256` when a type's rows need it. */
  readonly embedding?: number;
  readonly heads?: number;
  readonly kvHeads?: number;
  /** Defaults to `embedding / heads`, the only size that llama.cpp takes for qwen2. */
  readonly headDim?: number;
  /** Defaults to `2 * embedding`. */
  readonly feedForward?: number;
  /** Defaults to the fewest that byte-level BPE takes. */
  readonly vocabulary?: number;
  /** The head is the embedding. Defaults to `true`. */
  readonly tied?: boolean;
  readonly contextLength?: number;
  readonly ropeBase?: number;
  /** Llama 3's frequency factors [headDim / 2]. Defaults to none. */
  readonly ropeFactors?: readonly number[];
  readonly seed?: number;
  /** Defaults to ChatML; null leaves it out. */
  readonly chatTemplate?: string | null;
}

export interface TinyModel {
  readonly path: string;
  readonly architecture: "llama" | "qwen2" | "qwen3";
  readonly blockCount: number;
  readonly embedding: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly tied: boolean;
  readonly ropeBase: number;
  readonly rmsEpsilon: number;
  /** By tensor name; `values` are the weights as float32, whatever type the file stores. */
  readonly weights: ReadonlyMap<string, RandomTensor>;
}

/** Writes a GGUF model with random weights that llama.cpp loads and evaluates, and returns its sizes and weights. */
export async function writeTinyModel(path: string, options: TinyModelOptions = {}): Promise<TinyModel> {
  const model = describe(path, options);
  const weights = new Map<string, RandomTensor>();
  addWeights(model, options, (name, tensor) => weights.set(name, tensor));
  await writeGguf(path, {
    metadata: metadataOf(model, options),
    tensors: [...weights].map(([name, tensor]) => ({ name, ...tensor })),
  });
  return { ...model, weights };
}

type Sizes = Omit<TinyModel, "weights">;

function describe(path: string, options: TinyModelOptions): Sizes {
  const { architecture = "llama", type = "F32", embeddingType = "F32", heads = 4 } = options;
  const blockElements = Math.max(BLOCKS[type].blockElements, BLOCKS[embeddingType].blockElements);
  const embedding = options.embedding ?? Math.max(64, blockElements);
  return {
    path,
    architecture,
    blockCount: options.blockCount ?? 2,
    embedding,
    heads,
    kvHeads: options.kvHeads ?? 2,
    headDim: options.headDim ?? embedding / heads,
    feedForward: options.feedForward ?? 2 * embedding,
    vocabulary: options.vocabulary ?? MINIMUM_VOCABULARY,
    tied: options.tied ?? true,
    ropeBase: options.ropeBase ?? 10_000,
    rmsEpsilon: architecture === "llama" ? 1e-5 : 1e-6,
  };
}

function addWeights(model: Sizes, options: TinyModelOptions, add: (name: string, tensor: RandomTensor) => void): void {
  const { type = "F32", embeddingType = "F32", seed = 0, ropeFactors } = options;
  const { embedding, heads, kvHeads, headDim, feedForward, vocabulary } = model;
  const random = mulberry32(seed);
  const gain = (size: number) => randomTensor(random, "F32", [size], { amplitude: 0.3, centre: 1 });
  const bias = (size: number) => randomTensor(random, "F32", [size], { amplitude: 0.3 });
  // Outputs keep about the size of their inputs.
  const linear = (rows: number, columns: number) =>
    randomTensor(random, type, [rows, columns], { amplitude: Math.sqrt(3 / columns) });
  const table = (tableType: GgmlType) => randomTensor(random, tableType, [vocabulary, embedding], { amplitude: 0.5 });

  add(TOKEN_EMBEDDING, table(embeddingType));
  for (let block = 0; block < model.blockCount; block++) {
    add(blockWeight(block, "attn_norm"), gain(embedding));
    add(blockWeight(block, "attn_q"), linear(heads * headDim, embedding));
    add(blockWeight(block, "attn_k"), linear(kvHeads * headDim, embedding));
    add(blockWeight(block, "attn_v"), linear(kvHeads * headDim, embedding));
    if (model.architecture === "qwen2") {
      add(`blk.${block}.attn_q.bias`, bias(heads * headDim));
      add(`blk.${block}.attn_k.bias`, bias(kvHeads * headDim));
      add(`blk.${block}.attn_v.bias`, bias(kvHeads * headDim));
    }
    if (model.architecture === "qwen3") {
      add(blockWeight(block, "attn_q_norm"), gain(headDim));
      add(blockWeight(block, "attn_k_norm"), gain(headDim));
    }
    add(blockWeight(block, "attn_output"), linear(embedding, heads * headDim));
    add(blockWeight(block, "ffn_norm"), gain(embedding));
    add(blockWeight(block, "ffn_gate"), linear(feedForward, embedding));
    add(blockWeight(block, "ffn_up"), linear(feedForward, embedding));
    add(blockWeight(block, "ffn_down"), linear(embedding, feedForward));
  }
  add(OUTPUT_NORM, gain(embedding));
  if (!model.tied) add(OUTPUT, table(options.headType ?? embeddingType));
  if (ropeFactors !== undefined) add(ROPE_FREQUENCIES, float32Tensor(ropeFactors));
}

function float32Tensor(numbers: readonly number[]): RandomTensor {
  const values = Float32Array.from(numbers);
  return { shape: [values.length], type: "F32", data: new Uint8Array(values.buffer), values };
}

function metadataOf(model: Sizes, options: TinyModelOptions): [key: string, value: GgufValue][] {
  const { architecture } = model;
  const { chatTemplate = CHATML_TEMPLATE } = options;
  const uint32 = (key: string, value: number): [string, GgufValue] => [
    `${architecture}.${key}`,
    { type: "uint32", value },
  ];
  const float32 = (key: string, value: number): [string, GgufValue] => [
    `${architecture}.${key}`,
    { type: "float32", value },
  ];
  return [
    ["general.architecture", { type: "string", value: architecture }],
    ["general.type", { type: "string", value: "model" }],
    ["general.name", { type: "string", value: `Tiny ${architecture}` }],
    uint32("vocab_size", model.vocabulary),
    uint32("context_length", options.contextLength ?? 512),
    uint32("embedding_length", model.embedding),
    uint32("block_count", model.blockCount),
    uint32("feed_forward_length", model.feedForward),
    uint32("attention.head_count", model.heads),
    uint32("attention.head_count_kv", model.kvHeads),
    uint32("attention.key_length", model.headDim),
    uint32("attention.value_length", model.headDim),
    uint32("rope.dimension_count", model.headDim),
    float32("rope.freq_base", model.ropeBase),
    float32("attention.layer_norm_rms_epsilon", model.rmsEpsilon),
    ...vocabularyMetadata(model.vocabulary, architecture === "llama" ? "smollm" : "qwen2"),
    ...(chatTemplate === null
      ? []
      : [["tokenizer.chat_template", { type: "string", value: chatTemplate }] satisfies [string, GgufValue]]),
  ];
}
