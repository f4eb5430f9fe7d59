import { fromHtml } from "hast-util-from-html";
import { toMdast } from "hast-util-to-mdast";
import type { RootContent } from "mdast";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";

type HastRoot = ReturnType<typeof fromHtml>;
type Element = Extract<HastRoot["children"][number], { type: "element" }>;
type HastNodes = HastRoot | HastRoot["children"][number] | Element["children"][number];

/** A page as Markdown: what a reader of it reads. */
export interface MarkdownOfHtml {
  readonly text: string;
  /** Of each line of `text`, the 1-based lines of the HTML that it comes from. */
  readonly sourceLines: readonly { readonly start: number; readonly end: number }[];
}

/** No part of what a page says: programs, looks, ways to other pages. */
const silent = new Set(["script", "style", "template", "noscript", "nav", "svg", "iframe", "form", "button"]);
/** Deeper nesting is no page that people wrote, and would exhaust the stack of what walks it. */
const MAX_DEPTH = 500;

/** @throws Error where the page is nested deeper than `MAX_DEPTH`. */
export function markdownOfHtml(html: string): MarkdownOfHtml {
  const tree = fromHtml(html);
  checkDepth(tree);
  const converted = toMdast(withQuestions(withoutSilent(tree)), { newlines: false });
  const blocks: readonly RootContent[] = converted.type === "root" ? converted.children : [];
  const lines: string[] = [];
  const sourceLines: { start: number; end: number }[] = [];
  let before = { start: 1, end: 1 };
  for (const block of blocks) {
    const { position } = block;
    const place = position === undefined ? before : { start: position.start.line, end: position.end.line };
    const written = toMarkdown(block, {
      extensions: [gfmTableToMarkdown()],
      bullet: "-",
    });
    for (const line of [...written.trimEnd().split("\n"), ""]) {
      lines.push(line);
      sourceLines.push(place);
    }
    before = place;
  }
  return { text: lines.join("\n"), sourceLines };
}

function withoutSilent(tree: HastRoot): HastRoot {
  const pending: (HastRoot | Element)[] = [tree];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const kept = next.children.filter((child) => child.type !== "element" || !silent.has(child.tagName));
    next.children.splice(0, next.children.length, ...kept);
    for (const child of kept) if (child.type === "element") pending.push(child);
  }
  return tree;
}

/** Questions that unfold (`summary`), or that a list defines (`dt`), as the bold paragraphs that Markdown has for them. */
function withQuestions(tree: HastRoot): HastRoot {
  const pending: (HastRoot | Element)[] = [tree];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const elements: Element[] = [];
    for (const child of next.children) if (child.type === "element") elements.push(child);
    for (const child of elements) {
      if (child.tagName === "summary") asBold(child);
      pending.push(child);
    }
    if (next.type !== "element" || next.tagName !== "dl") continue;
    if (!elements.some((child) => child.tagName === "dt" && /\?\s*$/.test(textOf(child)))) continue;
    next.tagName = "div";
    for (const child of elements) {
      if (child.tagName === "dt") asBold(child);
      else if (child.tagName === "dd") child.tagName = "div";
    }
  }
  return tree;
}

function asBold(element: Element): void {
  const children: Element["children"] = [{ type: "text", value: textOf(element).replace(/\s+/g, " ").trim() }];
  element.tagName = "p";
  element.children = [{ type: "element", tagName: "strong", properties: {}, children }];
}

const textOf = (node: HastNodes): string =>
  node.type === "text" ? node.value : "children" in node ? node.children.map(textOf).join("") : "";

function checkDepth(tree: HastRoot): void {
  const pending: { node: HastNodes; depth: number }[] = [{ node: tree, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.depth > MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH} elements`);
    if (!("children" in next.node)) continue;
    for (const child of next.node.children) pending.push({ node: child, depth: next.depth + 1 });
  }
}
