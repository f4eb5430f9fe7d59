import { decodeText } from "./decodeText.ts";

export type TextOrReason = { readonly text: string; readonly encoding: string } | { readonly reason: string };

/** Longer lines of code are a bundler's or a generator's, not a person's. */
const MAX_CODE_LINE_LENGTH = 5000;
/** In documents a paragraph may be one line, and a book is not one paragraph. */
const MAX_DOCUMENT_LINE_LENGTH = 100_000;
const HEAD_LENGTH = 1000;
/** In a comment, or a generator itself would seem to be its own product. */
const generatedMark =
  /^[ \t]*(?:\/[/*]|[*#;%]|<!--|--).*(?:@generated\b|\bDO NOT EDIT\b|\bautomatically generated\b|\bauto-?generated (?:file|by)\b)/im;

/**
 * The text of a file people wrote, lines ending in `\n`, without a byte order mark; or why it is none.
 *
 * @param isDocument whether it may have long lines.
 */
export function textOf(bytes: Uint8Array, isDocument = false): TextOrReason {
  const decoded = decodeText(bytes);
  if ("reason" in decoded) return decoded;
  const text = decoded.text.replace(/\r\n?/g, "\n");
  if (text.trim() === "") return { reason: "empty" };
  const limit = isDocument ? MAX_DOCUMENT_LINE_LENGTH : MAX_CODE_LINE_LENGTH;
  if (longestLine(text) > limit) return { reason: `generated or minified: a line longer than ${limit} characters` };
  if (generatedMark.test(text.slice(0, HEAD_LENGTH))) return { reason: "generated, as its head says" };
  return { text, encoding: decoded.encoding };
}

/** Its length in UTF-16 units. */
export function longestLine(text: string): number {
  let longest = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start);
    longest = Math.max(longest, (end < 0 ? text.length : end) - start);
    if (end < 0) break;
    start = end + 1;
  }
  return longest;
}
