import type { Node } from "web-tree-sitter";

/** 0-based line a node starts on. */
export function startRow(node: Node): number {
  return node.startPosition.row;
}

/** 0-based line of a node's last character. Some grammars count the line feed after a comment as part of it. */
export function endRow(node: Node): number {
  const { row, column } = node.endPosition;
  return column === 0 && row > node.startPosition.row ? row - 1 : row;
}
