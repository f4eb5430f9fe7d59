import { openGguf } from "../../src/gguf/open.ts";
import { OUTPUT, TOKEN_EMBEDDING } from "../../src/gguf/tensorNames.ts";
import type { GgufValue } from "../../src/gguf/types.ts";
import { writeGguf } from "../../src/gguf/write.ts";
import { writeTinyModel } from "./tinyModel.ts";
import { IM_END, MINIMUM_VOCABULARY } from "./tinyVocabulary.ts";

const EMBEDDING = 64;
/** GPT-2's letter for the byte 10, with which a ChatML prompt ends. */
const LINE_FEED = 10;
const SENTENCE = MINIMUM_VOCABULARY;

/**
 * Writes a model that llama.cpp loads and that answers everything with one sentence: what a random model says can be
 * neither cited nor checked. The sentence is a token of its own; the blocks add nothing, and the head knows only what
 * follows a line feed, the sentence, and what follows that, the end.
 */
export async function writeSpeakingModel(path: string, sentence: string): Promise<void> {
  const { weights } = await writeTinyModel(path, {
    embedding: EMBEDDING,
    vocabulary: MINIMUM_VOCABULARY + 1,
    tied: false,
    contextLength: 8192,
  });
  const file = await openGguf(path);
  const metadata = [...file.metadata];
  await file.close();
  const tensors = [...weights].map(([name, { shape, type, data, values }]) => {
    if (name === TOKEN_EMBEDDING) return { name, shape, type, data: bytesOf(embeddings(values.length / EMBEDDING)) };
    if (name === OUTPUT) return { name, shape, type, data: bytesOf(head(values.length / EMBEDDING)) };
    const isSilent = /\.(?:attn_output|ffn_down)\./.test(name);
    return { name, shape, type, data: isSilent ? new Uint8Array(data.length) : data };
  });
  await writeGguf(path, {
    metadata: metadata.map(([key, value]) => {
      if (key === "tokenizer.ggml.tokens") return [key, withSentence(value, sentence.replaceAll(" ", "Ġ"))];
      return [key, key === "tokenizer.ggml.token_type" ? withSentence(value, NORMAL) : value];
    }),
    tensors,
  });
}

/** llama.cpp's type of a token that is text. */
const NORMAL = 1;

function withSentence(array: GgufValue, item: string | number): GgufValue {
  const items = [...(array.value as readonly (string | number)[])];
  items[SENTENCE] = item;
  return { ...array, value: typeof item === "number" ? Int32Array.from(items as number[]) : items };
}

/** Which of three things a token is: the line feed, the sentence, or any other. */
function embeddings(tokenCount: number): Float32Array {
  const table = new Float32Array(tokenCount * EMBEDDING);
  for (let token = 0; token < tokenCount; token++) {
    table[token * EMBEDDING + (token === LINE_FEED ? 0 : token === SENTENCE ? 1 : 2)] = 1;
  }
  return table;
}

function head(tokenCount: number): Float32Array {
  const table = new Float32Array(tokenCount * EMBEDDING);
  table[SENTENCE * EMBEDDING] = 10;
  table[IM_END * EMBEDDING + 1] = 10;
  return table;
}

const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer);
