/** A model of a given shape with random weights, written tensor by tensor: memory is what is measured, not language. */
import { LINEAR_NAMES } from "../../../src/core/run.ts";
import { Random } from "../../../src/engine/data/random.ts";
import { FAMILIES } from "../../../src/engine/models/config.ts";
import type { DecoderConfig } from "../../../src/engine/models/config.ts";
import { feedName, linearShape, vectorShape } from "../../../src/engine/nn/weights.ts";
import { vectorNames } from "../../../src/engine/train/frozenWeights.ts";
import { sizeOfElements } from "../../../src/gguf/blocks.ts";
import { encodeFloat16 } from "../../../src/gguf/float16.ts";
import type { GgufValue } from "../../../src/gguf/types.ts";
import type { GgufTensorSource } from "../../../src/gguf/write.ts";
import { writeGguf } from "../../../src/gguf/write.ts";

/** Qwen2.5-1.5B (its config.json on the Hugging Face Hub). */
export const QWEN_1_5B: DecoderConfig = {
  ...FAMILIES.qwen2,
  family: "qwen2",
  blockCount: 28,
  embedding: 1536,
  headCount: 12,
  headCountKv: 2,
  headDim: 128,
  feedForward: 8960,
  vocabulary: 151936,
  contextLength: 32768,
  normEpsilon: 1e-6,
  rotaryBase: 1e6,
  rotaryScale: 1,
  tied: true,
};

const Q8_0_BLOCK = 34;

/** Writes the model with its linear layers and embedding as Q8_0, and vectors as F32. */
export async function writeRandomModel(path: string, model: DecoderConfig): Promise<void> {
  const count = (value: number): GgufValue => ({ type: "uint32", value });
  const float = (value: number): GgufValue => ({ type: "float32", value });
  const key = (name: string): string => `${model.family}.${name}`;
  const matrix = (name: string, shape: readonly number[], seed: number): GgufTensorSource => ({
    name,
    type: "Q8_0",
    shape,
    data: () =>
      randomBlocks(
        shape.reduce((product, n) => product * n, 1),
        seed,
      ),
  });
  const vector = (name: string, length: number, value: number): GgufTensorSource => ({
    name,
    type: "F32",
    shape: [length],
    data: new Uint8Array(new Float32Array(length).fill(value).buffer),
  });
  const tensors = [matrix("token_embd.weight", [model.vocabulary, model.embedding], 1)];
  for (let block = 0; block < model.blockCount; block++) {
    for (const [i, name] of LINEAR_NAMES.entries()) {
      tensors.push(matrix(`blk.${block}.${feedName(name)}`, linearShape(model, name), 2 + i));
    }
    for (const name of vectorNames(model)) {
      tensors.push(
        vector(`blk.${block}.${feedName(name)}`, vectorShape(model, name)[0], name.endsWith(".bias") ? 0 : 1),
      );
    }
  }
  tensors.push(vector("output_norm.weight", model.embedding, 1));
  await writeGguf(path, {
    metadata: [
      ["general.architecture", { type: "string", value: model.family }],
      [key("block_count"), count(model.blockCount)],
      [key("embedding_length"), count(model.embedding)],
      [key("attention.head_count"), count(model.headCount)],
      [key("attention.head_count_kv"), count(model.headCountKv)],
      [key("feed_forward_length"), count(model.feedForward)],
      [key("context_length"), count(model.contextLength)],
      [key("attention.layer_norm_rms_epsilon"), float(model.normEpsilon)],
      [key("rope.freq_base"), float(model.rotaryBase)],
    ],
    tensors,
  });
}

/** Blocks of 32 random bytes under a scale that keeps activations finite. */
function randomBlocks(elementCount: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(sizeOfElements("Q8_0", elementCount));
  const random = new Random(seed);
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  for (let i = 0; i < words.length; i++) words[i] = random.bits();
  const scale = encodeFloat16(0.0002);
  const view = new DataView(bytes.buffer);
  for (let start = 0; start < bytes.length; start += Q8_0_BLOCK) view.setUint16(start, scale, true);
  return bytes;
}
