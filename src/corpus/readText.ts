import { readBytes } from "./readBytes.ts";
import { textOf, type TextOrReason } from "./textOf.ts";

/** As `textOf`, of a file. Throws only when aborted. */
export async function readText(path: string, signal?: AbortSignal): Promise<TextOrReason> {
  const read = await readBytes(path, signal);
  return "reason" in read ? read : textOf(read.bytes, true);
}
