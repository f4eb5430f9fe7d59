import { statfs, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { identifyForeignFile } from "../../gguf/foreignFile.ts";
import { errorCode } from "../../storage/atomicWrite.ts";
import { modelErrors } from "../modelErrors.ts";
import { networkReason } from "./networkReason.ts";

export interface BodyPlan {
  readonly url: string;
  readonly path: string;
  /** Byte of the file that the body begins with. */
  readonly from: number;
  readonly totalBytes: number | undefined;
  /** Whether it is to be a GGUF file: another's first bytes end it. */
  readonly isGguf: boolean;
  readonly signal: AbortSignal;
  /** Called with the bytes of the file that are there, whenever more arrived. */
  readonly onBytes: (doneBytes: number) => void;
}

export interface BodyResult {
  readonly doneBytes: number;
  /** Why the body ended too early; absent when it is complete. */
  readonly brokenBy?: string;
}

/**
 * Writes a response's body to the open file. A connection that breaks is a result; a full disk, an answer that is
 * no GGUF file where one was asked for, or more than was announced are UserErrors. Throws the signal's reason when aborted.
 */
export async function receiveBody(response: Response, file: FileHandle, plan: BodyPlan): Promise<BodyResult> {
  const { url, from, totalBytes, isGguf, signal, onBytes } = plan;
  const folder = dirname(plan.path);
  if (totalBytes !== undefined) await requireSpace(folder, totalBytes - from);
  let doneBytes = from;
  onBytes(doneBytes);
  try {
    for await (const chunk of chunksOf(response, signal)) {
      if (doneBytes === 0 && isGguf) requireGguf(url, chunk);
      if (totalBytes !== undefined && doneBytes + chunk.length > totalBytes) {
        throw modelErrors.badAnswer(url, `more than the ${totalBytes} bytes it announced`);
      }
      await writeAll(file, chunk, doneBytes);
      doneBytes += chunk.length;
      onBytes(doneBytes);
    }
    await file.sync();
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw modelErrors.diskFull(folder, totalBytes === undefined ? undefined : totalBytes - doneBytes, undefined);
    }
    // undici reports a cut body as a TypeError with a cause; everything else is not the network's doing.
    if (error instanceof TypeError && error.cause !== undefined) return { doneBytes, brokenBy: networkReason(error) };
    throw error;
  }
  if (totalBytes === undefined || doneBytes === totalBytes) return { doneBytes };
  return { doneBytes, brokenBy: `it ended after ${doneBytes} of ${totalBytes} bytes` };
}

/**
 * Cancels the reader itself when the signal fires: an abort between the last byte and the end of a body leaves
 * the iteration of `response.body` waiting for ever (seen in Node 20).
 */
async function* chunksOf(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}

/** Told early, so that a login page is not stored as a model's first part. */
function requireGguf(url: string, firstChunk: Uint8Array): void {
  const found = firstChunk.length < 4 ? undefined : identifyForeignFile(firstChunk.subarray(0, 24));
  if (found !== undefined) throw modelErrors.badAnswer(url, found);
}

async function requireSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes) throw modelErrors.diskFull(folder, neededBytes, freeBytes);
}
