import type { ChunkedFile } from "../../core/chunk.ts";
import type { Provenance } from "../../core/example.ts";
import { hashOfLines } from "../../core/lineHash.ts";
import type { Passage } from "../../core/passage.ts";

/** The lines of a file, put together again from its passages, which leave out nothing but blank lines. */
export function linesOf({ passages }: ChunkedFile): readonly string[] {
  const length = passages.reduce((last, { source }) => Math.max(last, source.endLine), 0);
  const lines = new Array<string>(length).fill("");
  for (const { source, text } of passages) {
    for (const [index, line] of text.split("\n").entries()) {
      if (source.startLine + index <= source.endLine) lines[source.startLine - 1 + index] = line;
    }
  }
  return lines;
}

/**
 * Whether passages hold the file's very lines. What is read out of HTML has the lines of the file but other text, of
 * which there may be more.
 */
export const isLineForLine = (passages: readonly Passage[]): boolean =>
  passages.every(({ source, text }) => text.split("\n").length === source.endLine - source.startLine + 1);

/** What a provenance cites: its lines, or all passages it touches where these are not line for line. */
export function citedLines(file: ChunkedFile, lines: readonly string[], source: Provenance): readonly string[] {
  const touched = file.passages.filter(
    (passage) => passage.source.startLine <= source.endLine && passage.source.endLine >= source.startLine,
  );
  return isLineForLine(touched) ? linesWithin(lines, source) : touched.flatMap(({ text }) => text.split("\n"));
}

/** The lines that a provenance names. */
export const linesWithin = (
  lines: readonly string[],
  { startLine, endLine }: Pick<Provenance, "startLine" | "endLine">,
): readonly string[] => lines.slice(startLine - 1, endLine);

/** The provenance of some of a file's lines, 1-based and inclusive. */
export function provenanceOf(
  path: string,
  lines: readonly string[],
  [startLine, endLine]: readonly [number, number],
  title?: string,
): Provenance {
  const hash = hashOfLines(lines.slice(startLine - 1, endLine));
  return { path, startLine, endLine, ...(title === undefined ? {} : { title }), hash };
}
