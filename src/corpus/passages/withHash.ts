import type { Chunk } from "../../core/chunk.ts";
import { hashOfLines } from "../../core/lineHash.ts";

/** A chunk with the hash of its lines, by which a source that changed is told from one that only moved. */
export function withHash<Kind extends Chunk>(chunk: Kind, lines: readonly string[]): Kind {
  const { startLine, endLine } = chunk.source;
  return { ...chunk, source: { ...chunk.source, hash: hashOfLines(lines.slice(startLine - 1, endLine)) } };
}
