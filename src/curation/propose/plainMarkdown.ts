import type { Nodes, Parents, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";

/** A block of Markdown as an answer may quote it. */
export interface Block {
  readonly kind: "prose" | "list" | "code" | "table";
  readonly text: string;
  /** The items of a list, so that a long one can be cut between them; otherwise empty. */
  readonly items: readonly string[];
  /** Share of the words that are links, 0 to 1. */
  readonly linkShare: number;
  /** What a part of the text that is folded away is called: the next blocks are about it. */
  readonly isSummary?: true;
}

const droppedTypes: ReadonlySet<string> = new Set(["image", "imageReference", "html", "definition"]);
/** The line under the head of a table: `| --- | :-: |`. */
const tableRule = /^[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*(?::?-+:?[ \t]*)?)+$/m;

/** No text that people wrote is nested deeper. */
const MAX_DEPTH = 50;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The blocks of a Markdown text without what only a rendered page has use for: link targets, images, badges, HTML,
 * comments. Paragraphs lose the line breaks that fit them to an editor. Code and tables stay as they are.
 */
export function plainBlocks(section: string): Block[] {
  return isPlainProse(section) ? proseBlocks(section) : parsedBlocks(section);
}

/** What has a meaning in Markdown wherever it stands, but for code. */
const MARKS = /[\\*_[\]<>|~&`\t\u0000-\u0008\u000b-\u001f]| {2}| \n/;
/** What has one at the start of a line, or as the whole of it. */
const LINE_MARKS = /^(?:[ #+-]|\d+[.)]|=+ *$)/m;

/** Most doc comments: paragraphs with nothing in them but code in a line. To parse those would take most of a build. */
function isPlainProse(markdown: string): boolean {
  const rest = markdown.replace(/`[^`\n]+`/g, "x");
  return !MARKS.test(rest) && !LINE_MARKS.test(rest);
}

function proseBlocks(markdown: string): Block[] {
  return markdown.split(/\n{2,}/).flatMap((paragraph): Block[] => {
    const text = paragraph.replaceAll("\n", " ").trim();
    return text === "" ? [] : [{ kind: "prose", text, items: [], linkShare: 0 }];
  });
}

/** As `plainBlocks`, of any Markdown. */
export function parsedBlocks(section: string): Block[] {
  const markdown = withDefinitions(section);
  return fromMarkdown(markdown).children.flatMap((node): Block[] => {
    if (node.type === "html") return summaryIn(node.value);
    const kind = kindOf(node, markdown);
    if (kind === undefined || isNestedBeyond(MAX_DEPTH, node)) return [];
    const text = plain(node, markdown, kind);
    if (text === "") return [];
    const items = node.type === "list" ? node.children.map((item) => plain(item, markdown, kind)) : [];
    const words = visibleLength(node, false);
    return [{ kind, text, items, linkShare: words === 0 ? 0 : visibleLength(node, true) / words }];
  });
}

/** `<details><summary>How so?</summary>`. */
function summaryIn(html: string): Block[] {
  const written = /<summary[^>]*>\s*([\s\S]*?)\s*<\/summary>/i.exec(html)?.[1] ?? "";
  const text = /^(?:<(\w+)[^>]*>)?\s*([^<>]*?)\s*(?:<\/\1>)?$/.exec(written)?.[2] ?? "";
  return text === "" ? [] : [{ kind: "prose", text, items: [], linkShare: 0, isSummary: true }];
}

/** Without recursion, which is what this protects the functions below from. */
function isNestedBeyond(depth: number, root: Nodes): boolean {
  let level: Nodes[] = [root];
  for (let i = 0; level.length > 0; i++) {
    if (i > depth) return true;
    level = level.flatMap((node): Nodes[] => ("children" in node ? node.children : []));
  }
  return false;
}

function kindOf(node: RootContent, markdown: string): Block["kind"] | undefined {
  if (node.type === "code" || node.type === "list") return node.type;
  if (node.type === "blockquote") return "prose";
  if (node.type !== "paragraph") return undefined;
  // Tables are no part of CommonMark; they come as paragraphs.
  return tableRule.test(sourceOf(node, markdown)) ? "table" : "prose";
}

function plain(node: Nodes, markdown: string, kind: Block["kind"]): string {
  const start = node.position?.start.offset ?? 0;
  const source = sourceOf(node, markdown);
  if (kind === "code") return source;
  let text = "";
  let position = 0;
  for (const edit of editsOf(node, markdown, kind !== "table")) {
    // The end of a break reaches into what follows, which may be a break again.
    if (edit.start - start < position) continue;
    text += source.slice(position, edit.start - start) + edit.text;
    position = edit.end - start;
  }
  text += source.slice(position);
  return text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Replacements inside `node`, in order and without overlap. */
function editsOf(node: Nodes, markdown: string, unwrap: boolean): Edit[] {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined) return [];
  if (droppedTypes.has(node.type)) return [{ start, end, text: "" }];
  if (node.type === "text") return unwrap ? breaksIn(markdown, start, end) : [];
  if (node.type === "link" || node.type === "linkReference") {
    const first = node.children[0]?.position?.start.offset;
    const last = node.children.at(-1)?.position?.end.offset;
    if (first === undefined || last === undefined) return [{ start, end, text: "" }];
    return [{ start, end: first, text: "" }, ...childEdits(node, markdown, unwrap), { start: last, end, text: "" }];
  }
  return "children" in node ? childEdits(node, markdown, unwrap) : [];
}

function childEdits(node: Parents, markdown: string, unwrap: boolean): Edit[] {
  return node.children.flatMap((child) => editsOf(child, markdown, unwrap));
}

/** Each line break with the indent or quote marks of the next line, and each run of spaces, becomes one space. */
function breaksIn(markdown: string, start: number, end: number): Edit[] {
  const edits: Edit[] = [];
  // Indent and quote marks are in no node, so this looks at the source beyond the end of the text.
  const lineBreak = /[ \t]*\n[ \t>]*|[ \t]{2,}/g;
  lineBreak.lastIndex = start;
  for (let match = lineBreak.exec(markdown); match !== null && match.index < end; match = lineBreak.exec(markdown)) {
    edits.push({ start: match.index, end: lineBreak.lastIndex, text: " " });
  }
  return edits;
}

/**
 * `[text][label]` is only a link where the label is defined, which is usually at the end of the file, in another
 * section. So each label that is used gets a definition; it stands first, where no open code block swallows it.
 */
function withDefinitions(section: string): string {
  const labels = [...section.matchAll(/\[([^\][]+)\]\[\]|\]\[([^\][]+)\]/g)].map((match) => match[1] ?? match[2]);
  const definitions = [...new Set(labels)].map((label) => `[${label}]: #\n`);
  return definitions.length === 0 ? section : `${definitions.join("")}\n${section}`;
}

function visibleLength(node: Nodes, linksOnly: boolean): number {
  if (linksOnly && (node.type === "link" || node.type === "linkReference"))
    return visibleLength({ type: "root", children: node.children }, false);
  if (node.type === "text" || node.type === "inlineCode") return linksOnly ? 0 : node.value.trim().length;
  return "children" in node ? node.children.reduce((sum, child) => sum + visibleLength(child, linksOnly), 0) : 0;
}

function sourceOf(node: Nodes, markdown: string): string {
  return markdown.slice(node.position?.start.offset, node.position?.end.offset);
}
