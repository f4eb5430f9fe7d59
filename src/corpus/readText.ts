import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { messageOf } from "../base/errors.ts";

export type TextOrReason =
  | { readonly text: string; /** SHA-256 of the file's bytes, lower-case hexadecimal. */ readonly hash: string }
  | { readonly reason: string };

/** Longer lines are a bundler's or a generator's, not a person's. */
const MAX_LINE_LENGTH = 5000;
const HEAD_LENGTH = 1000;
/** In a comment, or a generator itself would seem to be its own product. */
const generatedMark =
  /^[ \t]*(?:\/[/*]|[*#;%]|<!--|--).*(?:@generated\b|\bDO NOT EDIT\b|\bautomatically generated\b|\bauto-?generated (?:file|by)\b)/im;

/** The text of a file people wrote, lines ending in `\n`, without a byte order mark; or why it is none. Throws only when aborted. */
export async function readText(path: string, signal?: AbortSignal): Promise<TextOrReason> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path, signal ? { signal } : undefined);
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: `cannot be read: ${messageOf(error)}` };
  }
  return textOf(bytes);
}

/** As `readText`, of bytes already read. */
export function textOf(bytes: Uint8Array): TextOrReason {
  if (bytes.includes(0)) return { reason: "binary" };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { reason: "not UTF-8" };
  }
  text = text.replace(/\r\n?/g, "\n");
  if (text.trim() === "") return { reason: "empty" };
  if (hasLongLine(text)) return { reason: `generated or minified: a line longer than ${MAX_LINE_LENGTH} characters` };
  if (generatedMark.test(text.slice(0, HEAD_LENGTH))) return { reason: "generated, as its head says" };
  return { text, hash: createHash("sha256").update(bytes).digest("hex") };
}

function hasLongLine(text: string): boolean {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start);
    if ((end < 0 ? text.length : end) - start > MAX_LINE_LENGTH) return true;
    if (end < 0) return false;
    start = end + 1;
  }
  return false;
}
