/** The safetensors format: a length, a JSON header, the tensors' bytes (github.com/huggingface/safetensors, format). */
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { UserError, messageOf } from "../../base/errors.ts";
import { dequantize } from "../../gguf/dequantize.ts";

/** Float32 values, row-major; the product of `shape` is their count. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const LENGTH_BYTES = 8;
/** The reference implementation takes 100 MB; adapters of 3B models, with a thousand tensors, need 0.2. */
const MAX_HEADER_BYTES = 16 * 1024 ** 2;
/** Element sizes of the types that widen to float32 without loss. */
const ELEMENT_BYTES = { F32: 4, F16: 2, BF16: 2 } as const;
type FloatType = keyof typeof ELEMENT_BYTES;

/** A whole file of F32 tensors in the order of the map. The header is padded so that the tensors are aligned to 8. */
export function encodeSafetensors(tensors: ReadonlyMap<string, FloatTensor>): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    if (countOf(shape) !== data.length) {
      throw new RangeError(`tensor ${name} of shape [${shape.join(", ")}] cannot hold ${data.length} values`);
    }
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  file.set(json, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerBytes;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}

/**
 * All tensors of a file, widened to float32, in the order of their bytes. Throws UserError `safetensors/not-found`,
 * `safetensors/damaged` or `safetensors/unsupported-type`. No allocation is larger than twice the file.
 */
export async function readSafetensors(path: string): Promise<Map<string, FloatTensor>> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const headerBytes = await readHeaderLength(path, file, size);
    const header = await readAt(path, file, LENGTH_BYTES, headerBytes);
    const dataBytes = size - LENGTH_BYTES - headerBytes;
    const tensors = new Map<string, FloatTensor>();
    for (const { name, type, shape, start, end } of parseHeader(path, header, dataBytes)) {
      const bytes = await readAt(path, file, LENGTH_BYTES + headerBytes + start, end - start);
      const data = new Float32Array(countOf(shape));
      dequantize(type, bytes, data);
      tensors.set(name, { shape, data });
    }
    return tensors;
  } finally {
    await file.close();
  }
}

interface Entry {
  readonly name: string;
  readonly type: FloatType;
  readonly shape: readonly number[];
  /** Bytes start..end of what follows the header. */
  readonly start: number;
  readonly end: number;
}

/** The entries in the order of their bytes, which they must cover without a gap or an overlap. */
function parseHeader(path: string, header: Uint8Array, dataBytes: number): Entry[] {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch (error) {
    throw damaged(path, `its header is not JSON (${messageOf(error)})`);
  }
  if (!isRecord(json)) throw damaged(path, "its header is not a JSON object");
  const entries = Object.entries(json)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => parseEntry(path, name, value))
    .sort((left, right) => left.start - right.start || left.end - right.end);
  let position = 0;
  for (const { name, start, end } of entries) {
    if (start !== position) throw damaged(path, `tensor ${name} begins at byte ${start}, expected ${position}`);
    position = end;
  }
  if (position !== dataBytes) throw damaged(path, `its tensors take ${position} bytes, it holds ${dataBytes}`);
  return entries;
}

function parseEntry(path: string, name: string, value: unknown): Entry {
  if (!isRecord(value)) throw damaged(path, `tensor ${name} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw damaged(path, `tensor ${name} has no valid shape and place`);
  }
  const type = typeof dtype === "string" && Object.hasOwn(ELEMENT_BYTES, dtype) ? (dtype as FloatType) : undefined;
  if (type === undefined) {
    throw new UserError(
      "safetensors/unsupported-type",
      `${path}: tensor ${name} has type ${String(dtype)}; supported are ${Object.keys(ELEMENT_BYTES).join(", ")}.`,
      "Save the adapter in float32, float16 or bfloat16.",
    );
  }
  const [start = 0, end = 0] = offsets;
  const expected = countOf(shape) * ELEMENT_BYTES[type];
  if (end - start !== expected) {
    throw damaged(path, `tensor ${name} [${shape.join(", ")}] takes ${expected} bytes of ${type}, not ${end - start}`);
  }
  return { name, type, shape, start, end };
}

async function readHeaderLength(path: string, file: FileHandle, sizeBytes: number): Promise<number> {
  if (sizeBytes < LENGTH_BYTES) throw damaged(path, `it has only ${sizeBytes} bytes`);
  const bytes = await readAt(path, file, 0, LENGTH_BYTES);
  const length = new DataView(bytes.buffer).getBigUint64(0, true);
  const limit = Math.min(MAX_HEADER_BYTES, sizeBytes - LENGTH_BYTES);
  if (length > BigInt(limit)) throw damaged(path, `its header claims ${length} bytes, at most ${limit} are possible`);
  return Number(length);
}

async function readAt(
  path: string,
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw damaged(path, `it ends at byte ${position + done}`);
    done += bytesRead;
  }
  return bytes;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    throw new UserError("safetensors/not-found", `${path} cannot be read: ${messageOf(error)}.`, "Check the path.");
  }
}

const damaged = (path: string, reason: string): UserError =>
  new UserError(
    "safetensors/damaged",
    `${path} is no valid safetensors file: ${reason}.`,
    "Save or download it again.",
  );

const countOf = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
