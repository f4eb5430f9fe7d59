import type { Nodes, Root } from "mdast";
import type { FileContents } from "../../core/chunk.ts";
import { type LineBorders, lineBorders } from "../passages/mergeLines.ts";
import { passagesOf } from "../passages/passagesOf.ts";
import { withHash } from "../passages/withHash.ts";
import { type HeadedRow, HeadingPath, headingsOver } from "./headingPath.ts";
import { headingTitle } from "./headingTitle.ts";
import { markdownSections } from "./markdownSections.ts";
import { parseMarkdown } from "./parseMarkdown.ts";

/** Between blocks of one section: deeper than any heading. */
const BLOCK_DEPTH = 10;
/** Between a heading and what it heads: deeper than between blocks, yet what it heads comes together first. */
const HEADED_DEPTH = 20_000;
/** Lists in lists in quotes: deeper ones are cut at any line. */
const MAX_NESTING = 100;

/** Sections and passages of a Markdown file. @param path for the provenance only. */
export function readMarkdown(path: string, text: string): FileContents {
  const document = parseMarkdown(text);
  const lines = text.split("\n");
  const headed = headedRows(document.root);
  const contextOf = ({ start, end }: { start: number; end: number }): { headings?: readonly string[] } => {
    const headings = headingsOver(headed, start, end);
    return headings.length === 0 ? {} : { headings };
  };
  return {
    chunks: markdownSections(path, document).map((chunk) => withHash(chunk, lines)),
    passages: passagesOf(path, lines, markdownBorders(document.root, lines.length), contextOf),
    references: [],
  };
}

function headedRows(root: Root): HeadedRow[] {
  const open = new HeadingPath();
  return root.children.flatMap((node): HeadedRow[] => {
    if (node.type !== "heading") return [];
    open.enter(node.depth, headingTitle(node));
    return [{ row: rowOf(node), titles: open.titles }];
  });
}

/** Sections are cut from sections first, the higher ones before the lower; then blocks, then what blocks hold. */
function markdownBorders(root: Root, lineCount: number): LineBorders {
  const borders = lineBorders(lineCount);
  const pending: { node: Nodes; depth: number }[] = [{ node: root, depth: BLOCK_DEPTH }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next;
    if (!("children" in node)) continue;
    let before: Nodes | undefined;
    for (const child of node.children) {
      const row = rowOf(child);
      const beforeEnd = before === undefined ? row - 1 : endRowOf(before);
      const inner = before?.type === "heading" ? HEADED_DEPTH : depth;
      if (row > beforeEnd && row > 0) {
        borders.fill(child.type === "heading" && node.type === "root" ? child.depth : inner, beforeEnd + 1, row + 1);
      }
      if (endRowOf(child) > row && depth < BLOCK_DEPTH + MAX_NESTING) pending.push({ node: child, depth: depth + 1 });
      before = child;
    }
  }
  return borders;
}

const rowOf = (node: Nodes): number => (node.position?.start.line ?? 1) - 1;
const endRowOf = (node: Nodes): number => (node.position?.end.line ?? 1) - 1;
