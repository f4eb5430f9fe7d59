import { messageOf } from "../../base/errors.ts";
import type { FileContents } from "../../core/chunk.ts";
import type { Provenance } from "../../core/example.ts";
import { hashOfLines } from "../../core/lineHash.ts";
import { markdownOfHtml } from "./markdownOfHtml.ts";
import { readMarkdown } from "./readMarkdown.ts";

/**
 * An HTML page as the Markdown that says the same; its lines are those of the HTML that each piece comes from.
 *
 * @param path for the provenance only.
 */
export function readHtml(path: string, text: string): FileContents | { readonly reason: string } {
  let converted: ReturnType<typeof markdownOfHtml>;
  try {
    converted = markdownOfHtml(text);
  } catch (error) {
    // What parses a page goes down into it by calls.
    if (error instanceof RangeError) return { reason: "nested deeper than any page that people wrote" };
    return { reason: `no HTML that can be read: ${messageOf(error)}` };
  }
  if (converted.text.trim() === "") return { reason: "a page without text" };
  const { chunks, passages } = readMarkdown(path, converted.text);
  const lines = text.split("\n");
  const inHtml = (source: Provenance): Provenance => {
    const startLine = converted.sourceLines[source.startLine - 1]?.start ?? 1;
    const endLine = Math.max(startLine, converted.sourceLines[source.endLine - 1]?.end ?? startLine);
    return { ...source, startLine, endLine, hash: hashOfLines(lines.slice(startLine - 1, endLine)) };
  };
  return {
    chunks: chunks.map((chunk) => ({ ...chunk, source: inHtml(chunk.source) })),
    passages: passages.map((passage) => ({ ...passage, source: inHtml(passage.source) })),
    references: [],
    notes: ["read as Markdown, without navigation, forms, scripts and styles"],
  };
}
