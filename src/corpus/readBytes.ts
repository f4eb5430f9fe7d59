import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { messageOf } from "../base/errors.ts";
import { systemReason } from "../base/systemReason.ts";

export type BytesOrReason =
  | { readonly bytes: Uint8Array; /** SHA-256 of the bytes, lower-case hexadecimal. */ readonly hash: string }
  | { readonly reason: string };

/** A file's bytes, or why it cannot be read. Throws only when aborted. */
export async function readBytes(path: string, signal?: AbortSignal): Promise<BytesOrReason> {
  try {
    const bytes = await readFile(path, signal ? { signal } : undefined);
    return { bytes, hash: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: `cannot be read: ${systemReason(error) ?? messageOf(error)}` };
  }
}
