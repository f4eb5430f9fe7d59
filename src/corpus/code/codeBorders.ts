import type { Node } from "web-tree-sitter";
import { ATTACHED, type LineBorders, lineBorders } from "../passages/mergeLines.ts";
import type { GrammarRules } from "./grammarRules.ts";
import { endRow, startRow } from "./rows.ts";

/** Deeper nesting is no code that people wrote; what lies below is cut at any line. */
const MAX_DEPTH = 200;
/** What stands below a header that names it: cut off from the header only where it is itself cut. */
const body = /^(block|then|suite|compound_statement)$|_(block|body|list)$|^body_/;

/** The borders between the lines of a parsed file; see `lineBorders`. Comments are attached to what follows them. */
export function codeBorders(root: Node, lineCount: number, rules: GrammarRules): LineBorders {
  const borders = lineBorders(lineCount);
  const pending: { node: Node; depth: number }[] = [{ node: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next;
    let before: Node | undefined;
    let beforeEnd = -1;
    let isTrailing = false;
    const { children } = node;
    for (const [index, child] of children.entries()) {
      const row = startRow(child);
      if (before !== undefined && row > beforeEnd) {
        const isAbout =
          !isTrailing &&
          row === beforeEnd + 1 &&
          (rules.comments.has(before.type) || rules.attributes.has(before.type));
        const isBody = body.test(child.type) || body.test(before.type);
        borders.fill(isAbout ? ATTACHED : isBody ? depth + 1 : depth, beforeEnd + 1, row + 1);
      } else if (before === undefined && node === root && row > 0) {
        borders[row] = 0;
      }
      isTrailing = before !== undefined && row === beforeEnd;
      // Only what another line follows can be longer than a line; asking the tree is slow.
      const follower = children[index + 1];
      beforeEnd = follower !== undefined && startRow(follower) === row ? row : Math.max(row, endRow(child));
      before = child;
      if (beforeEnd > row && depth < MAX_DEPTH) pending.push({ node: child, depth: depth + 1 });
    }
  }
  return borders;
}
