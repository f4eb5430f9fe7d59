import { constants } from "node:buffer";
import { open, stat, type FileHandle } from "node:fs/promises";
import { messageOf } from "../base/errors.ts";
import { sizeOfElements } from "./blocks.ts";
import type { ByteSource } from "./byteReader.ts";
import { ggufErrors } from "./errors.ts";
import { readHeader } from "./header.ts";
import type { GgufFile, GgufTensorInfo } from "./types.ts";

/** One read call moves at most 2 GiB - 1 bytes on every platform. */
const MAX_READ_BYTES = 1024 ** 3;

/**
 * Opens a GGUF file and reads its header; tensors stay on disk until `readTensor`. The caller closes it.
 * Throws UserError `gguf/...` when it is missing, is not GGUF, is damaged, or holds what is not supported.
 */
export async function openGguf(path: string): Promise<GgufFile> {
  const handle = await openForReading(path);
  try {
    const { size: sizeBytes } = await handle.stat();
    const source: ByteSource = {
      path,
      sizeBytes,
      read: (position, length) => readBytes(handle, path, position, length),
    };
    const { metadata, tensors } = await readHeader(source);
    return {
      path,
      sizeBytes,
      metadata,
      tensors,
      async readTensor(name, rows) {
        const tensor = tensors.get(name);
        if (tensor === undefined) throw ggufErrors.noTensor(path, name);
        const { offset, length } = extentOf(tensor, rows);
        const bytes = await source.read(tensor.offsetBytes + offset, length);
        if (bytes.length < length)
          throw ggufErrors.truncated(path, `tensor ${name}`, length, tensor.offsetBytes + offset, sizeBytes);
        return bytes;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    // Looked at before opening, which would wait forever for the other end of a pipe.
    if ((await stat(path)).isFile()) return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw ggufErrors.notFound(path);
    throw ggufErrors.unreadable(path, messageOf(error));
  }
  throw ggufErrors.unreadable(path, "it is not a file");
}

/** Where in a tensor's bytes its rows lie. A row is a run of its last dimension. */
function extentOf(tensor: GgufTensorInfo, rows: { firstRow: number; rowCount: number } | undefined) {
  if (rows === undefined) return { offset: 0, length: tensor.sizeBytes };
  const rowLength = tensor.shape.at(-1) ?? 1;
  const rowTotal = tensor.elementCount / rowLength;
  const { firstRow, rowCount } = rows;
  if (
    !Number.isInteger(firstRow) ||
    !Number.isInteger(rowCount) ||
    firstRow < 0 ||
    rowCount < 0 ||
    firstRow + rowCount > rowTotal
  )
    throw new RangeError(`rows ${firstRow} to ${firstRow + rowCount} of tensor ${tensor.name}, which has ${rowTotal}`);
  const rowBytes = sizeOfElements(tensor.type, rowLength);
  return { offset: firstRow * rowBytes, length: rowCount * rowBytes };
}

/** Fewer bytes than `length` only at the end of the file. The result starts its own buffer, so any typed array can view it. */
async function readBytes(handle: FileHandle, path: string, position: number, length: number): Promise<Uint8Array> {
  if (length > constants.MAX_LENGTH)
    throw new RangeError(`${length} bytes do not fit one buffer (${constants.MAX_LENGTH}); read them by rows`);
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const chunk = Math.min(length - filled, MAX_READ_BYTES);
    const { bytesRead } = await readChunk(handle, path, bytes, filled, chunk, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return new Uint8Array(bytes.buffer, 0, filled);
}

async function readChunk(
  handle: FileHandle,
  path: string,
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number,
): Promise<{ bytesRead: number }> {
  try {
    return await handle.read(bytes, offset, length, position);
  } catch (error) {
    throw ggufErrors.unreadable(path, messageOf(error));
  }
}
