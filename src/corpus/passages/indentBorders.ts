import { ATTACHED, INSIDE, type LineBorders, lineBorders } from "./mergeLines.ts";

const TAB_COLUMNS = 4;
const MAX_INDENT = 1000;
/** Deeper than any indentation: what closes a block belongs to it. */
const CLOSES = ATTACHED - 1;
const closer = /^\s*(?:[}\])]+[;,)]*|end|fi|done|esac)\s*;?$/;
const comment = /^\s*(?:#|\/\/|\/\*|\*|--|;|<!--)/;

/**
 * Borders by indentation, for code and configuration that no grammar here reads: what is indented deeper belongs to what
 * stands above it. A comment is attached to the line below it, and a blank line is a place to cut.
 *
 * @param isHeader lines that everything up to the next of them belongs to, however it is indented: `[section]`.
 */
export function indentBorders(
  lines: readonly string[],
  isHeader: (line: string) => boolean = () => false,
): LineBorders {
  const borders = lineBorders(lines.length);
  const hasHeaders = lines.some(isHeader);
  let above = -1;
  for (const [row, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const isAfterBlank = row - above > 1;
    const aboveIsComment = above >= 0 && comment.test(lines[above] ?? "");
    let depth = 2 * (indentOf(line) + (hasHeaders ? 1 : 0)) + (isAfterBlank ? 0 : 1);
    if (isHeader(line)) depth = 0;
    // A comment above a header is the header's.
    if (hasHeaders && comment.test(line) && isHeader(nextCode(lines, row))) depth = 0;
    if (closer.test(line) && !isAfterBlank) depth = CLOSES;
    if (aboveIsComment && !isAfterBlank) depth = ATTACHED;
    if (row > 0) borders.fill(Math.min(depth, INSIDE), above + 1, row + 1);
    above = row;
  }
  return borders;
}

function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === "\t") columns += TAB_COLUMNS;
    else if (character === " ") columns++;
    else break;
  }
  return Math.min(columns, MAX_INDENT);
}

/** The first line from `row` on that is no comment, unless a blank one comes before it. */
function nextCode(lines: readonly string[], row: number): string {
  let next = row;
  while (next < lines.length && comment.test(lines[next] ?? "")) next++;
  return lines[next] ?? "";
}
