import type { SectionChunk } from "../../src/core/chunk.ts";
import { readMarkdown } from "../../src/corpus/documents/readMarkdown.ts";

/** The sections of a Markdown file, for tests that are about nothing else of it. */
export function chunkMarkdown(path: string, text: string): SectionChunk[] {
  return readMarkdown(path, text).chunks.filter((chunk) => chunk.kind === "section");
}
