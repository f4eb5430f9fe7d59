import { BLOCKS } from "./blocks.ts";
import { ALIGNMENT_KEY, DEFAULT_ALIGNMENT, GGUF_MAGIC } from "./header.ts";
import { VALUE_TYPES } from "./metadataValue.ts";
import type { GgmlType, GgufArray, GgufScalar, GgufValue, GgufValueType } from "./types.ts";

/** What a header says of one tensor. `offset` counts from the start of the tensor data. */
export interface PlacedTensor {
  readonly name: string;
  readonly type: GgmlType;
  /** Row-major. */
  readonly shape: readonly number[];
  readonly offset: number;
}

/**
 * The bytes of a version 3 file before its tensor data, padding not included. `alignment` is recorded unless it is the
 * default and the metadata does not mention it. Throws RangeError for values that their type cannot hold and for arrays of arrays, which llama.cpp does
 * not read either.
 */
export function encodeHeader(
  metadata: ReadonlyMap<string, GgufValue>,
  tensors: readonly PlacedTensor[],
  alignment: number,
): Uint8Array {
  const pairs = new Map(metadata);
  if (alignment !== DEFAULT_ALIGNMENT || pairs.has(ALIGNMENT_KEY))
    pairs.set(ALIGNMENT_KEY, { type: "uint32", value: alignment });
  const out = new ByteWriter();
  out.bytes(Buffer.from(GGUF_MAGIC));
  out.uint32(3);
  out.uint64(BigInt(tensors.length));
  out.uint64(BigInt(pairs.size));
  for (const [key, value] of pairs) {
    out.string(key);
    writeValue(out, key, value);
  }
  for (const { name, type, shape, offset } of tensors) {
    out.string(name);
    out.uint32(shape.length);
    for (const dimension of [...shape].reverse()) out.uint64(BigInt(dimension));
    out.uint32(BLOCKS[type].code);
    out.uint64(BigInt(offset));
  }
  return out.finish();
}

function writeValue(out: ByteWriter, key: string, { type, itemType, value }: GgufValue): void {
  out.uint32(VALUE_TYPES.indexOf(type));
  if (type !== "array") return writeScalar(out, key, type, value);
  if (itemType === undefined || itemType === "array" || !isArray(value))
    throw new RangeError(`metadata key ${key} is an array of ${itemType ?? "nothing"}, which is not written`);
  out.uint32(VALUE_TYPES.indexOf(itemType));
  out.uint64(BigInt(value.length));
  for (const item of value) writeScalar(out, key, itemType, item);
}

function isArray(value: GgufScalar | GgufArray): value is GgufArray {
  return typeof value === "object";
}

function writeScalar(
  out: ByteWriter,
  key: string,
  type: Exclude<GgufValueType, "array">,
  value: GgufScalar | GgufArray,
): void {
  switch (type) {
    case "string":
      if (typeof value === "string") return out.string(value);
      break;
    case "bool":
      if (typeof value === "boolean") return out.uint8(value ? 1 : 0);
      break;
    case "float32":
    case "float64":
      if (typeof value === "number") return out[type](value);
      break;
    case "uint64":
    case "int64":
      if (isWhole(value)) return out[type](BigInt(value));
      break;
    case "uint8":
    case "int8":
    case "uint16":
    case "int16":
    case "uint32":
    case "int32": {
      const [low, high] = INTEGER_RANGES[type];
      if (isWhole(value) && value >= low && value <= high) return out[type](Number(value));
    }
  }
  throw new RangeError(`metadata key ${key} cannot hold ${String(value)} as ${type}`);
}

function isWhole(value: GgufScalar | GgufArray): value is number | bigint {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

const INTEGER_RANGES = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
} as const;

/** Little-endian values one after the other, in a buffer that doubles. Number methods refuse what does not fit. */
class ByteWriter {
  private buffer = Buffer.alloc(64 * 1024);
  private size = 0;

  finish(): Uint8Array {
    return this.buffer.subarray(0, this.size);
  }

  uint8(value: number): void {
    this.reserve(1);
    this.size = this.buffer.writeUInt8(value, this.size);
  }
  int8(value: number): void {
    this.reserve(1);
    this.size = this.buffer.writeInt8(value, this.size);
  }
  uint16(value: number): void {
    this.reserve(2);
    this.size = this.buffer.writeUInt16LE(value, this.size);
  }
  int16(value: number): void {
    this.reserve(2);
    this.size = this.buffer.writeInt16LE(value, this.size);
  }
  uint32(value: number): void {
    this.reserve(4);
    this.size = this.buffer.writeUInt32LE(value, this.size);
  }
  int32(value: number): void {
    this.reserve(4);
    this.size = this.buffer.writeInt32LE(value, this.size);
  }
  float32(value: number): void {
    this.reserve(4);
    this.size = this.buffer.writeFloatLE(value, this.size);
  }
  float64(value: number): void {
    this.reserve(8);
    this.size = this.buffer.writeDoubleLE(value, this.size);
  }
  uint64(value: bigint): void {
    this.reserve(8);
    this.size = this.buffer.writeBigUInt64LE(value, this.size);
  }
  int64(value: bigint): void {
    this.reserve(8);
    this.size = this.buffer.writeBigInt64LE(value, this.size);
  }
  string(value: string): void {
    const encoded = Buffer.from(value, "utf8");
    this.uint64(BigInt(encoded.length));
    this.bytes(encoded);
  }
  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.size);
    this.size += value.length;
  }

  private reserve(count: number): void {
    const needed = this.size + count;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.alloc(Math.max(needed, 2 * this.buffer.length));
    larger.set(this.buffer.subarray(0, this.size));
    this.buffer = larger;
  }
}
