import { BLOCKS, nameOfCode, sizeOfElements, typeOfCode } from "./blocks.ts";
import { ByteReader, type ByteSource } from "./byteReader.ts";
import { ggufErrors } from "./errors.ts";
import { identifyForeignFile } from "./foreignFile.ts";
import { MAX_ARRAY_ITEMS, readString, readValue } from "./metadataValue.ts";
import type { GgufMetadata, GgufTensorInfo, GgufValue } from "./types.ts";

export interface GgufHeader {
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensorInfo>;
}

export const GGUF_MAGIC = "GGUF";
export const DEFAULT_ALIGNMENT = 32;
export const ALIGNMENT_KEY = "general.alignment";
/** Bytes of magic, version, tensor count and key count. */
const PREAMBLE_BYTES = 24;
/** The shortest key-value pair: a key's length, a type, one byte. */
const MINIMUM_PAIR_BYTES = 13;
/** The shortest tensor description: a name's length, the dimension count, a type, an offset. */
const MINIMUM_TENSOR_BYTES = 24;
/** Of metadata keys, and of tensors: models have tens of the first and up to some ten thousands of the second. */
const MAX_ENTRIES = 1024 * 1024;
/** GGML_MAX_DIMS. */
const MAX_DIMENSIONS = 4;
/** Of a key (the specification's limit) and of a tensor's name (llama.cpp's limit is 64). */
const MAX_NAME_BYTES = 65_535;

/**
 * Metadata and tensor descriptions of a GGUF file of version 2 or 3. Every count and length is checked against the bytes
 * that remain before anything is allocated for it. Throws UserError `gguf/...`.
 */
export async function readHeader(source: ByteSource): Promise<GgufHeader> {
  const reader = new ByteReader(source);
  const { tensorCount, pairCount } = await readPreamble(reader);
  const metadata = await readMetadata(reader, pairCount);
  refuseSplit(source.path, metadata);
  const alignment = alignmentOf(source.path, metadata);
  const described = await readTensorDescriptions(reader, tensorCount, alignment);
  const dataStart = Math.ceil(reader.position / alignment) * alignment;
  return { metadata, tensors: placeTensors(source, described, dataStart) };
}

async function readPreamble(reader: ByteReader): Promise<{ tensorCount: number; pairCount: number }> {
  await reader.fill(Math.min(PREAMBLE_BYTES, reader.remaining));
  const beginning = reader.peek(PREAMBLE_BYTES);
  const foreign = identifyForeignFile(beginning);
  if (foreign !== undefined) throw ggufErrors.notGguf(reader.path, foreign);
  await reader.fill(PREAMBLE_BYTES);
  reader.uint32();
  const version = reader.uint32();
  // A small number in the other byte order has its low half empty.
  if (version !== 0 && (version & 0xffff) === 0) throw ggufErrors.bigEndian(reader.path);
  if (version !== 2 && version !== 3) throw ggufErrors.unsupportedVersion(reader.path, version);
  const tensorCount = reader.length();
  const pairCount = reader.length();
  reader.context = `the list of ${pairCount} metadata keys and ${tensorCount} tensors`;
  reader.expect(pairCount * MINIMUM_PAIR_BYTES + tensorCount * MINIMUM_TENSOR_BYTES);
  const most = Math.max(pairCount, tensorCount);
  if (most > MAX_ENTRIES)
    throw ggufErrors.tooLarge(reader.path, "the number of metadata keys or tensors", most, MAX_ENTRIES);
  return { tensorCount, pairCount };
}

async function readMetadata(reader: ByteReader, count: number): Promise<GgufMetadata> {
  const metadata = new Map<string, GgufValue>();
  const budget = { remaining: MAX_ARRAY_ITEMS };
  for (let i = 0; i < count; i++) {
    reader.context = `metadata key ${i + 1} of ${count}`;
    const key = await readString(reader, MAX_NAME_BYTES);
    if (metadata.has(key)) throw ggufErrors.duplicate(reader.path, `metadata key ${key}`);
    reader.context = `metadata key ${key}`;
    metadata.set(key, await readValue(reader, budget));
  }
  return metadata;
}

function refuseSplit(path: string, metadata: GgufMetadata): void {
  const count = Number(metadata.get("split.count")?.value ?? 1);
  if (count > 1) throw ggufErrors.split(path, Number(metadata.get("split.no")?.value ?? 0), count);
}

function alignmentOf(path: string, metadata: GgufMetadata): number {
  const found = metadata.get(ALIGNMENT_KEY);
  if (found === undefined) return DEFAULT_ALIGNMENT;
  const { type, value } = found;
  if (type === "uint32" && typeof value === "number" && isPowerOfTwo(value)) return value;
  const shown = type === "uint32" ? String(Number(value)) : `a value of type ${type}`;
  throw ggufErrors.badValue(path, `metadata key ${ALIGNMENT_KEY}`, shown, "a uint32 that is a power of two");
}

export function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}

/** `offset` counts from the start of the tensor data, whose place is known only after the last description. */
interface TensorDescription extends Omit<GgufTensorInfo, "offsetBytes"> {
  readonly offset: number;
}

async function readTensorDescriptions(
  reader: ByteReader,
  count: number,
  alignment: number,
): Promise<Map<string, TensorDescription>> {
  const described = new Map<string, TensorDescription>();
  for (let i = 0; i < count; i++) {
    reader.context = `the description of tensor ${i + 1} of ${count}`;
    const name = await readString(reader, MAX_NAME_BYTES);
    if (described.has(name)) throw ggufErrors.duplicate(reader.path, `tensor ${name}`);
    reader.context = `the description of tensor ${name}`;
    described.set(name, await readTensorDescription(reader, name, alignment));
  }
  return described;
}

async function readTensorDescription(reader: ByteReader, name: string, alignment: number): Promise<TensorDescription> {
  await reader.fill(4);
  const dimensionCount = reader.uint32();
  if (dimensionCount > MAX_DIMENSIONS)
    throw ggufErrors.badValue(
      reader.path,
      `the dimension count of tensor ${name}`,
      String(dimensionCount),
      `at most ${MAX_DIMENSIONS}`,
    );
  await reader.fill(dimensionCount * 8 + 12);
  const dimensions = Array.from({ length: dimensionCount }, () => reader.length());
  const code = reader.uint32();
  const offset = reader.length();
  const type = typeOfCode(code);
  if (type === undefined) throw ggufErrors.unsupportedType(reader.path, name, nameOfCode(code));

  const elementCount = countElements(reader.path, name, dimensions);
  const rowLength = dimensions[0] ?? 1;
  const { blockElements } = BLOCKS[type];
  if (rowLength % blockElements !== 0)
    throw ggufErrors.badDimensions(
      reader.path,
      name,
      dimensions,
      `rows of ${type} must be a multiple of ${blockElements} long`,
    );
  if (offset % alignment !== 0) throw ggufErrors.misaligned(reader.path, name, offset, alignment);
  const sizeBytes = sizeOfElements(type, elementCount);
  return { name, type, shape: dimensions.reverse(), elementCount, offset, sizeBytes };
}

function countElements(path: string, name: string, dimensions: readonly number[]): number {
  let count = 1;
  for (const dimension of dimensions) {
    if (dimension === 0) throw ggufErrors.badDimensions(path, name, dimensions, "each must be at least 1");
    count *= dimension;
    if (!Number.isSafeInteger(count))
      throw ggufErrors.badDimensions(path, name, dimensions, "more elements than any file can hold");
  }
  return count;
}

/**
 * Gives each tensor its place in the file. Tensors that share bytes are refused, so that the sizes of all tensors never
 * add up to more than the file.
 */
function placeTensors(
  source: ByteSource,
  described: ReadonlyMap<string, TensorDescription>,
  dataStart: number,
): ReadonlyMap<string, GgufTensorInfo> {
  const tensors = new Map<string, GgufTensorInfo>();
  for (const { offset, ...rest } of described.values()) {
    const tensor = { ...rest, offsetBytes: dataStart + offset };
    const end = tensor.offsetBytes + tensor.sizeBytes;
    if (end > source.sizeBytes) throw ggufErrors.outside(source.path, tensor.name, end, source.sizeBytes);
    tensors.set(tensor.name, tensor);
  }
  let previous: GgufTensorInfo | undefined;
  for (const tensor of [...tensors.values()].sort((a, b) => a.offsetBytes - b.offsetBytes)) {
    if (previous !== undefined && previous.offsetBytes + previous.sizeBytes > tensor.offsetBytes)
      throw ggufErrors.overlap(source.path, previous.name, tensor.name);
    previous = tensor;
  }
  return tensors;
}
