/** Lines that begin something of their own: lists, tables, headings, quotes, `Args:` and the like, indented code. */
const startsBlock = /^(\s*([-*+]|\d+[.)])\s|\s*[|>#]|\s{4,}|\s*[\w ]{1,20}:$)/;
/** Lines after which the next one stands on its own. */
const standsAlone = /^\s*[|#]|^\s*[\w ]{1,20}:$/;

/**
 * Joins the lines of a paragraph that were broken to fit a comment's width, so that a model learns sentences and not
 * where somebody's editor wraps. Code, lists, tables and headings keep their lines.
 */
export function reflow(text: string): string {
  const lines: string[] = [];
  let isFenced = false;
  for (const line of text.split("\n").map((each) => each.trimEnd())) {
    const isFence = /^\s*(```|~~~)/.test(line);
    const last = lines.at(-1);
    const joins =
      !isFenced &&
      !isFence &&
      last !== undefined &&
      last !== "" &&
      line !== "" &&
      !/^\s*(```|~~~)/.test(last) &&
      !standsAlone.test(last) &&
      (!startsBlock.test(line) || continuesItem(last, line)) &&
      !/^\s{4,}/.test(last);
    if (joins) lines[lines.length - 1] = `${last} ${line.trim()}`;
    else lines.push(line);
    if (isFence) isFenced = !isFenced;
  }
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Whether `line` is the indented rest of the list item `last`. */
function continuesItem(last: string, line: string): boolean {
  return /^\s*([-*+]|\d+[.)])\s/.test(last) && /^\s+\S/.test(line) && !/^\s*([-*+|>#]|\d+[.)])\s?/.test(line);
}
