import type { ByteReader } from "./byteReader.ts";
import { ggufErrors } from "./errors.ts";
import type { GgufArray, GgufScalar, GgufValue, GgufValueType } from "./types.ts";

/** A value type's place in this list is its number in the file (enum gguf_metadata_value_type). */
export const VALUE_TYPES: readonly GgufValueType[] = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "bool",
  "string",
  "array",
  "uint64",
  "int64",
  "float64",
];

/** Bytes of one value; of the shortest for strings (their length) and arrays (item type and count). */
const MINIMUM_BYTES: Readonly<Record<GgufValueType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  bool: 1,
  string: 8,
  array: 12,
  uint64: 8,
  int64: 8,
  float64: 8,
};

/** A tokenizer.json embedded as one string is the longest met, at 33 MB. */
export const MAX_STRING_BYTES = 64 * 1024 * 1024;
/**
 * Items over all arrays of a header. The largest vocabularies have 262,144 tokens with as many scores, types and
 * merges; without a bound, a sparse file of nothing but zeros would become gigabytes of empty strings.
 */
export const MAX_ARRAY_ITEMS = 8 * 1024 * 1024;
/** Arrays within arrays; llama.cpp reads none. */
const MAX_DEPTH = 4;
/** An array as an item takes the memory of this many plain items, even when it is empty. */
const ARRAY_ITEM_COST = 16;

/** Counts down over a whole header. */
export interface ItemBudget {
  remaining: number;
}

/** The value at the reader, whose type stands before it. Throws UserError for anything the format forbids. */
export async function readValue(reader: ByteReader, budget: ItemBudget): Promise<GgufValue> {
  const type = await readType(reader);
  if (type !== "array") return { type, value: await readScalar(reader, type) };
  const { itemType, value } = await readArray(reader, budget, 1);
  return { type, itemType, value };
}

/** A length-prefixed string. */
export async function readString(reader: ByteReader, limit: number = MAX_STRING_BYTES): Promise<string> {
  if (reader.buffered < 8) await reader.fill(8);
  const length = reader.length();
  reader.expect(length);
  if (length > limit)
    throw ggufErrors.tooLarge(reader.path, `the length of a string in ${reader.context}`, length, limit);
  if (reader.buffered < length) await reader.fill(length);
  return reader.text(length);
}

async function readType(reader: ByteReader): Promise<GgufValueType> {
  await reader.fill(4);
  const code = reader.uint32();
  const type = VALUE_TYPES[code];
  if (type !== undefined) return type;
  const last = VALUE_TYPES.length - 1;
  throw ggufErrors.badValue(reader.path, `the value type of ${reader.context}`, String(code), `0 to ${last}`);
}

async function readScalar(reader: ByteReader, type: Exclude<GgufValueType, "array">): Promise<GgufScalar> {
  if (type === "string") return readString(reader);
  const size = MINIMUM_BYTES[type];
  if (reader.buffered < size) await reader.fill(size);
  if (type === "bool") return readBool(reader);
  return reader[type]();
}

function readBool(reader: ByteReader): boolean {
  const byte = reader.uint8();
  if (byte <= 1) return byte === 1;
  throw ggufErrors.badValue(reader.path, `a bool of ${reader.context}`, String(byte), "0 or 1");
}

async function readArray(
  reader: ByteReader,
  budget: ItemBudget,
  depth: number,
): Promise<{ itemType: GgufValueType; value: GgufArray }> {
  if (depth > MAX_DEPTH)
    throw ggufErrors.tooLarge(reader.path, `the depth of arrays in ${reader.context}`, depth, MAX_DEPTH);
  const itemType = await readType(reader);
  await reader.fill(8);
  const count = reader.length();
  reader.expect(count * MINIMUM_BYTES[itemType]);
  const cost = itemType === "array" ? ARRAY_ITEM_COST * count : count;
  if (cost > budget.remaining)
    throw ggufErrors.tooLarge(reader.path, `the number of array items up to ${reader.context}`, count, MAX_ARRAY_ITEMS);
  budget.remaining -= cost;
  return { itemType, value: await readItems(reader, budget, depth, itemType, count) };
}

async function readItems(
  reader: ByteReader,
  budget: ItemBudget,
  depth: number,
  itemType: GgufValueType,
  count: number,
): Promise<GgufArray> {
  switch (itemType) {
    case "array": {
      const items: GgufArray[] = [];
      while (items.length < count) items.push((await readArray(reader, budget, depth + 1)).value);
      return items;
    }
    case "uint8":
    case "uint16":
    case "uint32":
      return readNumbers(reader, itemType, new Uint32Array(count));
    case "int8":
    case "int16":
    case "int32":
      return readNumbers(reader, itemType, new Int32Array(count));
    case "float32":
      return readNumbers(reader, itemType, new Float32Array(count));
    case "string":
      return readStrings(reader, count);
    case "bool":
    case "uint64":
    case "int64":
    case "float64": {
      const items: GgufScalar[] = [];
      while (items.length < count) items.push(await readScalar(reader, itemType));
      return items;
    }
  }
}

type NumberType = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32";

async function readNumbers<T extends Uint32Array | Int32Array | Float32Array>(
  reader: ByteReader,
  type: NumberType,
  items: T,
): Promise<T> {
  const size = MINIMUM_BYTES[type];
  for (let i = 0; i < items.length; i++) {
    if (reader.buffered < size) await reader.fill(size);
    items[i] = reader[type]();
  }
  return items;
}

async function readStrings(reader: ByteReader, count: number): Promise<string[]> {
  const items: string[] = [];
  while (items.length < count) items.push(await readString(reader));
  return items;
}
