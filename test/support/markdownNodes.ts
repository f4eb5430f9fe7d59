import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";

/** All that a Markdown text would show, whatever it lies in. */
export function nodesOf(markdown: string): Nodes[] {
  const all: Nodes[] = [];
  const visit = (node: Nodes): void => {
    all.push(node);
    if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(fromMarkdown(markdown));
  return all;
}
