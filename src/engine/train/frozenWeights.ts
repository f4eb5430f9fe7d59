/** The base model's weights, in memory as float32 or as they stand in the file. */
import { at } from "../../base/at.ts";
import { UserError } from "../../base/errors.ts";
import type { LinearName } from "../../core/run.ts";
import { LINEAR_NAMES } from "../../core/run.ts";
import { dequantize } from "../../gguf/dequantize.ts";
import { OUTPUT, OUTPUT_NORM, ROPE_FREQUENCIES, TOKEN_EMBEDDING } from "../../gguf/tensorNames.ts";
import type { GgmlType, GgufFile, GgufTensorInfo } from "../../gguf/types.ts";
import type { DecoderConfig } from "../models/config.ts";
import { feedName, linearShape, vectorShape } from "../nn/weights.ts";
import type { VectorName } from "../nn/weights.ts";
import type { Feeds } from "../runtime/session.ts";

/** `float32` is fastest; `stored` keeps the file's own 16, 8 or 4 bits and dequantizes a block when it is used. */
export type WeightPolicy = "float32" | "stored";

interface StoredTensor {
  readonly type: GgmlType;
  readonly bytes: Uint8Array;
  readonly elementCount: number;
}

/** The vectors that a block of this configuration has. */
export const vectorNames = (config: DecoderConfig): VectorName[] => [
  "attn_norm",
  "ffn_norm",
  ...(config.headNorm ? (["attn_q_norm", "attn_k_norm"] as const) : []),
  ...(config.attentionBias ? (["attn_q.bias", "attn_k.bias", "attn_v.bias"] as const) : []),
];

export class FrozenWeights {
  private constructor(
    private readonly config: DecoderConfig,
    private readonly embedding: StoredTensor | Float32Array,
    /** [vocabulary, embedding] */
    readonly head: Float32Array,
    /** [embedding] */
    readonly outputNorm: Float32Array,
    /** [headDim / 2], or `undefined` where the model has none. */
    readonly frequencyFactors: Float32Array | undefined,
    private readonly blocks: readonly Readonly<Record<string, StoredTensor | Float32Array>>[],
    private readonly scratch: Readonly<Record<string, Float32Array>>,
  ) {}

  /**
   * Reads every tensor once, those that are expanded about `readBytes` at a time. Throws UserError when one is missing
   * or has another shape than its block wants.
   */
  static async load(
    file: GgufFile,
    config: DecoderConfig,
    policy: WeightPolicy,
    readBytes: number = READ_BYTES,
  ): Promise<FrozenWeights> {
    const find = (name: string, shape: readonly number[]): GgufTensorInfo => {
      const info = file.tensors.get(name);
      const found = info ? `[${info.shape.join(", ")}]` : "missing";
      if (!info || info.shape.join() !== shape.join()) {
        throw new UserError(
          "engine/bad-model",
          `${file.path}: ${name} is ${found}, expected [${shape.join(", ")}].`,
          "The model file is damaged or a variant that Espalier does not know; choose another model.",
        );
      }
      return info;
    };
    const readStored = async (name: string, shape: readonly number[]): Promise<StoredTensor> => {
      const { type, elementCount } = find(name, shape);
      return { type, bytes: await file.readTensor(name), elementCount };
    };
    const readFloat32 = (name: string, shape: readonly number[]): Promise<Float32Array> =>
      readExpanded(file, find(name, shape), readBytes);

    const table = [config.vocabulary, config.embedding];
    const blocks: Record<string, StoredTensor | Float32Array>[] = [];
    for (let i = 0; i < config.blockCount; i++) {
      const block: Record<string, StoredTensor | Float32Array> = {};
      for (const name of LINEAR_NAMES) {
        const read = policy === "float32" ? readFloat32 : readStored;
        block[feedName(name)] = await read(`blk.${i}.${feedName(name)}`, linearShape(config, name));
      }
      for (const name of vectorNames(config)) {
        block[feedName(name)] = await readFloat32(`blk.${i}.${feedName(name)}`, vectorShape(config, name));
      }
      blocks.push(block);
    }
    const head = await readFloat32(config.tied ? TOKEN_EMBEDDING : OUTPUT, table);
    const scratch =
      policy === "float32"
        ? {}
        : Object.fromEntries(LINEAR_NAMES.map((name) => [feedName(name), new Float32Array(area(config, name))]));
    const factors = file.tensors.has(ROPE_FREQUENCIES)
      ? await readFloat32(ROPE_FREQUENCIES, [config.headDim / 2])
      : undefined;
    return new FrozenWeights(
      config,
      config.tied ? head : await readStored(TOKEN_EMBEDDING, table),
      head,
      await readFloat32(OUTPUT_NORM, [config.embedding]),
      factors,
      blocks,
      scratch,
    );
  }

  /** The weights of one block. Under the `stored` policy they are overwritten by the next call. */
  block(index: number): Feeds {
    const feeds: Record<string, Float32Array> = {};
    for (const [name, tensor] of Object.entries(at(this.blocks, index))) {
      feeds[name] = tensor instanceof Float32Array ? tensor : expand(tensor, this.scratch[name]);
    }
    return feeds;
  }

  /** Writes the embeddings of `tokens` [M] into the first rows of `out` [R, D]. */
  embed(tokens: Int32Array, out: Float32Array): void {
    const { embedding: D } = this.config;
    tokens.forEach((token, row) => {
      const target = out.subarray(row * D, (row + 1) * D);
      if (this.embedding instanceof Float32Array) {
        target.set(this.embedding.subarray(token * D, (token + 1) * D));
      } else {
        const { type, bytes, elementCount } = this.embedding;
        const rowBytes = (bytes.byteLength / elementCount) * D;
        dequantize(type, bytes.subarray(token * rowBytes, (token + 1) * rowBytes), target);
      }
    });
  }
}

const area = (config: DecoderConfig, name: LinearName): number =>
  linearShape(config, name)[0] * linearShape(config, name)[1];

/** A vocabulary's table read whole would lie in memory twice until the garbage collector comes. */
const READ_BYTES = 8 * 2 ** 20;

/** Values as float32, read in whole rows. */
async function readExpanded(
  file: GgufFile,
  { name, type, shape, sizeBytes, elementCount }: GgufTensorInfo,
  readBytes: number,
): Promise<Float32Array> {
  const values = new Float32Array(elementCount);
  const rowLength = shape.at(-1) ?? 1;
  const rowTotal = elementCount / rowLength;
  const rowsAtOnce = Math.max(1, Math.floor((readBytes * rowTotal) / sizeBytes));
  for (let firstRow = 0; firstRow < rowTotal; firstRow += rowsAtOnce) {
    const rowCount = Math.min(rowsAtOnce, rowTotal - firstRow);
    const bytes = await file.readTensor(name, { firstRow, rowCount });
    dequantize(type, bytes, values.subarray(firstRow * rowLength, (firstRow + rowCount) * rowLength));
  }
  return values;
}

function expand(
  { type, bytes, elementCount }: StoredTensor,
  out: Float32Array = new Float32Array(elementCount),
): Float32Array {
  dequantize(type, bytes, out);
  return out;
}
