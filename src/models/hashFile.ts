import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 of a file in lower-case hexadecimal; `onBytes` is told how far it is. Throws the signal's reason when aborted. */
export async function hashFile(
  path: string,
  options: { signal?: AbortSignal | undefined; onBytes?: ((doneBytes: number) => void) | undefined } = {},
): Promise<string> {
  const hash = createHash("sha256");
  const stream = createReadStream(path, {
    highWaterMark: 1 << 20,
    ...(options.signal && { signal: options.signal }),
  });
  let doneBytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk);
      doneBytes += chunk.length;
      options.onBytes?.(doneBytes);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  }
  return hash.digest("hex");
}
