import type { OutlineHeading } from "./readOutline.ts";

const underline = /^([=\-~^"'#*+.:_`])\1{2,}\s*$/;
/** Longer lines are sentences. */
const MAX_TITLE_LENGTH = 120;

/**
 * Titles that are underlined, or framed, as reStructuredText has them
 * (https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#sections) and plain text too: a kind of line is as
 * deep as it came late. A title stands after a blank line, and its line is at least as long.
 */
export function underlinedHeadings(lines: readonly string[]): OutlineHeading[] {
  const styles: string[] = [];
  const headings: OutlineHeading[] = [];
  for (let row = 0; row < lines.length; row++) {
    const isFramed = underline.test(lines[row] ?? "") && underline.test(lines[row + 2] ?? "");
    const titleRow = isFramed ? row + 1 : row;
    const title = lines[titleRow]?.trim() ?? "";
    const line = lines[titleRow + 1]?.trimEnd() ?? "";
    const isTitle =
      title !== "" &&
      title.length <= MAX_TITLE_LENGTH &&
      !underline.test(title) &&
      underline.test(line) &&
      line.length >= title.length &&
      (row === 0 || lines[row - 1]?.trim() === "") &&
      (isFramed || !/^\s/.test(lines[titleRow] ?? ""));
    if (!isTitle) continue;
    const style = `${isFramed ? "framed " : ""}${line[0] ?? ""}`;
    if (!styles.includes(style)) styles.push(style);
    headings.push({ row, contentRow: titleRow + 2, depth: styles.indexOf(style) + 1, title });
    row = titleRow + 1;
  }
  return headings;
}

/** `== Title`, outside of listings (https://docs.asciidoctor.org/asciidoc/latest/sections/titles-and-levels/). */
export function asciidocHeadings(lines: readonly string[]): OutlineHeading[] {
  const headings: OutlineHeading[] = [];
  let fence: string | undefined;
  for (const [row, line] of lines.entries()) {
    const mark = /^(-{4,}|\.{4,}|\+{4,}|\/{4,}|```)\s*$/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    const [, level = "", title = ""] = fence === undefined ? (/^(={1,6})\s+(\S.*)$/.exec(line) ?? []) : [];
    if (level !== "") headings.push({ row, contentRow: row + 1, depth: level.length, title: title.trim() });
  }
  return headings;
}
