import type { FileContents, SectionChunk } from "../../core/chunk.ts";
import { INSIDE, lineBorders } from "../passages/mergeLines.ts";
import { passagesOf } from "../passages/passagesOf.ts";
import { withHash } from "../passages/withHash.ts";
import { type HeadedRow, HeadingPath, headingsOver } from "./headingPath.ts";

/** A heading in a document whose text is otherwise taken as it stands. */
export interface OutlineHeading {
  /** 0-based first line of the heading, and of what follows it. */
  readonly row: number;
  readonly contentRow: number;
  /** 1 for the highest. */
  readonly depth: number;
  readonly title: string;
}

/** Between paragraphs: deeper than any heading. And between a heading and what it heads. */
const PARAGRAPH_DEPTH = 20;
const HEADED_DEPTH = 20_000;

/**
 * Sections and passages of a document by its headings; without any, passages alone.
 *
 * @param path for the provenance only.
 * @param headings in the order of their rows.
 */
export function readOutline(path: string, text: string, headings: readonly OutlineHeading[]): FileContents {
  const lines = text.split("\n");
  const open = new HeadingPath();
  const headed = headings.map((heading): HeadedRow & OutlineHeading => {
    open.enter(heading.depth, heading.title);
    return { ...heading, titles: open.titles };
  });
  const borders = lineBorders(lines.length);
  for (const row of lines.keys()) {
    const isBetween = lines[row]?.trim() === "" || lines[row - 1]?.trim() === "";
    borders[row] = isBetween ? PARAGRAPH_DEPTH : INSIDE;
  }
  for (const { row, contentRow, depth } of headings) {
    borders.fill(HEADED_DEPTH, row + 1, nextText(lines, contentRow) + 1);
    borders[row] = depth;
  }
  const contextOf = ({ start, end }: { start: number; end: number }): { headings?: readonly string[] } => {
    const over = headingsOver(headed, start, end);
    return over.length === 0 ? {} : { headings: over };
  };
  const chunks = headed.flatMap((heading, index): SectionChunk[] => {
    const end = headed[index + 1]?.row ?? lines.length;
    const content = lines.slice(heading.contentRow, end).join("\n");
    if (content.trim() === "") return [];
    const endLine = heading.contentRow + content.trimEnd().split("\n").length;
    const source = { path, startLine: heading.row + 1, endLine, title: heading.titles.join(" > ") };
    return [withHash({ kind: "section", source, headings: heading.titles, text: content.trim() }, lines)];
  });
  return { chunks, passages: passagesOf(path, lines, borders, contextOf), references: [] };
}

/** The first line from `row` on that is not blank. */
function nextText(lines: readonly string[], row: number): number {
  let next = row;
  while (next < lines.length && lines[next]?.trim() === "") next++;
  return Math.min(next, lines.length - 1);
}
