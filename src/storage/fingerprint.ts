import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Fingerprint } from "../core/runRecord.ts";
import { errorCode } from "./atomicWrite.ts";

/** What identifies a file whose SHA-256 is known already. Throws UserError `storage/no-file`. */
export async function fingerprintOf(path: string, sha256: string): Promise<Fingerprint> {
  const absolute = resolve(path);
  const { size, mtimeMs } = await statFile(absolute);
  return { path: absolute, sizeBytes: size, modifiedMs: mtimeMs, sha256 };
}

export interface HashOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes are hashed so far. */
  readonly onBytes?: ((doneBytes: number) => void) | undefined;
}

/** SHA-256 of a file's content in lower-case hex. Throws the signal's reason when aborted. */
export async function sha256File(path: string, { signal, onBytes }: HashOptions = {}): Promise<string> {
  const hash = createHash("sha256");
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) });
  let doneBytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk);
      doneBytes += chunk.length;
      onBytes?.(doneBytes);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return hash.digest("hex");
}

/**
 * Throws unless the file still holds what it held when `expected` was taken. A file with the same size and
 * time is trusted; any other is hashed, because copies and checkouts change the time alone.
 * Throws UserError `run/model-changed` or `storage/no-file`.
 */
export async function verifyFingerprint(expected: Fingerprint, signal?: AbortSignal): Promise<void> {
  const { size, mtimeMs } = await statFile(expected.path);
  if (size === expected.sizeBytes && mtimeMs === expected.modifiedMs) return;
  const found = size === expected.sizeBytes ? await sha256File(expected.path, { signal }) : undefined;
  if (found === expected.sha256) return;
  throw new UserError(
    "run/model-changed",
    `${expected.path} is not the file this run began with: expected ${expected.sizeBytes} bytes with SHA-256 ` +
      `${expected.sha256.slice(0, 12)}…, found ${size} bytes${found ? ` with ${found.slice(0, 12)}…` : ""}`,
    "Put the original model file back, or start a new run with the present one. The run's checkpoints are untouched.",
  );
}

async function statFile(path: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found;
  } catch (error) {
    if (errorCode(error) !== "ENOENT" && errorCode(error) !== "ENOTDIR") throw error;
  }
  throw new UserError("storage/no-file", `there is no file ${path}`, "Check the path, or get the model again.");
}
