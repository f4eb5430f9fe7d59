import type { Nodes } from "mdast";

/** The words of a heading, without marks, emoji or an anchor such as `{#install}`. */
export function headingTitle(heading: Nodes): string {
  return wordsOf(heading)
    .replace(/\s*\{#[\w-]+\}\s*$/, "")
    .replace(/[\p{Extended_Pictographic}\u200d\ufe0f]/gu, "")
    .replace(/:[a-z_]+:(?=\s|$)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function wordsOf(node: Nodes): string {
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  if (node.type === "break") return " ";
  return "children" in node ? node.children.map(wordsOf).join("") : "";
}
