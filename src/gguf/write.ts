import { randomUUID } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { BLOCKS, sizeOfElements } from "./blocks.ts";
import { encodeHeader, type PlacedTensor } from "./encodeHeader.ts";
import { ggufErrors } from "./errors.ts";
import { DEFAULT_ALIGNMENT, isPowerOfTwo } from "./header.ts";
import type { GgmlType, GgufValue } from "./types.ts";

export interface GgufTensorSource {
  readonly name: string;
  readonly type: GgmlType;
  /** Row-major, as in GgufTensorInfo. */
  readonly shape: readonly number[];
  /** The raw bytes; a function is called when its turn comes, so that only one tensor need be in memory. */
  readonly data: Uint8Array | (() => Uint8Array | Promise<Uint8Array>);
}

export interface GgufContent {
  readonly metadata: Iterable<readonly [key: string, value: GgufValue]>;
  readonly tensors: Iterable<GgufTensorSource>;
  /** Of each tensor's place, a power of two in bytes. Defaults to `32`. */
  readonly alignment?: number;
  readonly signal?: AbortSignal;
}

/**
 * Writes a GGUF file of version 3. The bytes go to a temporary file beside `path` that takes its name only when complete
 * and on disk, so `path` is the old file, or none, or the whole new one. Throws UserError gguf/cannot-write when the disk
 * refuses, RangeError for content that contradicts itself, and the signal's reason when aborted.
 */
export async function writeGguf(path: string, content: GgufContent): Promise<void> {
  const { alignment = DEFAULT_ALIGNMENT, signal } = content;
  if (!isPowerOfTwo(alignment)) throw new RangeError(`alignment ${alignment} is not a power of two`);
  const tensors = [...content.tensors];
  const header = encodeHeader(uniquePairs(content.metadata), place(tensors, alignment), alignment);

  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await onDisk(path, () => open(temporary, "wx"));
  try {
    try {
      await onDisk(path, () => writePadded(file, header, alignment));
      for (const tensor of tensors) {
        signal?.throwIfAborted();
        const bytes = typeof tensor.data === "function" ? await tensor.data() : tensor.data;
        const expected = sizeOf(tensor);
        if (bytes.length !== expected)
          throw new RangeError(`tensor ${tensor.name} takes ${expected} bytes, got ${bytes.length}`);
        await onDisk(path, () => writePadded(file, bytes, alignment));
      }
      await onDisk(path, () => file.sync());
    } finally {
      await file.close();
    }
    await onDisk(path, () => rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

function uniquePairs(pairs: Iterable<readonly [string, GgufValue]>): Map<string, GgufValue> {
  const unique = new Map<string, GgufValue>();
  for (const [key, value] of pairs) {
    if (unique.has(key)) throw new RangeError(`metadata key ${key} is given twice`);
    unique.set(key, value);
  }
  return unique;
}

function place(tensors: readonly GgufTensorSource[], alignment: number): PlacedTensor[] {
  const placed = new Map<string, PlacedTensor>();
  let offset = 0;
  for (const tensor of tensors) {
    const { name, type, shape } = tensor;
    if (placed.has(name)) throw new RangeError(`tensor ${name} is given twice`);
    placed.set(name, { name, type, shape, offset });
    offset = Math.ceil((offset + sizeOf(tensor)) / alignment) * alignment;
  }
  return [...placed.values()];
}

function sizeOf({ name, type, shape }: GgufTensorSource): number {
  const { blockElements } = BLOCKS[type];
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 1) || (shape.at(-1) ?? 1) % blockElements !== 0)
    throw new RangeError(`tensor ${name} of shape [${shape.join(", ")}] cannot be ${type}: rows take ${blockElements}`);
  return sizeOfElements(
    type,
    shape.reduce((count, size) => count * size, 1),
  );
}

async function writePadded(file: FileHandle, bytes: Uint8Array, alignment: number): Promise<void> {
  await writeAll(file, bytes);
  const excess = bytes.length % alignment;
  if (excess > 0) await writeAll(file, new Uint8Array(alignment - excess));
}

/** One write call moves at most 2 GiB - 1 bytes, and may move fewer than asked. */
const MAX_WRITE_BYTES = 1024 ** 3;

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(bytes.length - done, MAX_WRITE_BYTES));
    done += bytesWritten;
  }
}

/** Gives the failures of the disk, and nothing else, their error. */
async function onDisk<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw ggufErrors.cannotWrite(path, error);
  }
}

/** Makes a rename in `folder` outlast a power cut, where the system lets a folder be opened (not on Windows). */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
