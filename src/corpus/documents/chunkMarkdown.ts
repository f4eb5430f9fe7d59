import type { Nodes, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { SectionChunk } from "../../core/chunk.ts";

/**
 * Cuts a Markdown file at its headings. Each section holds what stands directly under its heading, so subsections are
 * chunks of their own; sections without text are left out. Front matter and comments are no text.
 *
 * @param path for the provenance only.
 */
export function chunkMarkdown(path: string, text: string): SectionChunk[] {
  const blanked = withoutFrontMatter(text);
  const { children } = fromMarkdown(blanked);
  const chunks: SectionChunk[] = [];
  /** Heading of each open level; a document may skip levels. */
  let open: { depth: number; title: string }[] = [];
  let content: RootContent[] = [];
  let headingLine: number | undefined;

  const close = (): void => {
    const [first, last] = [content[0]?.position, content.at(-1)?.position];
    const sectionText = blanked.slice(first?.start.offset, last?.end.offset).trim();
    if (first !== undefined && last !== undefined && sectionText !== "") {
      const headings = open.map(({ title }) => title);
      const title = headings.join(" > ");
      const startLine = headingLine ?? first.start.line;
      const source = { path, startLine, endLine: last.end.line, ...(title === "" ? {} : { title }) };
      chunks.push({ kind: "section", source, headings, text: sectionText });
    }
    content = [];
  };

  for (const node of children) {
    if (node.type === "heading") {
      close();
      open = [...open.filter(({ depth }) => depth < node.depth), { depth: node.depth, title: titleOf(node) }];
      headingLine = node.position?.start.line;
    } else if (!isComment(node)) {
      content.push(node);
    }
  }
  close();
  return chunks;
}

/** Front matter becomes blank lines, so that line numbers stay true: CommonMark would read it as a heading. */
function withoutFrontMatter(text: string): string {
  const frontMatter = /^(---|\+\+\+)\n(?=[\w"'-]+[ \t]*[:=])(?:.*\n)*?\1[ \t]*(?:\n|$)/.exec(text)?.[0];
  return frontMatter === undefined ? text : frontMatter.replace(/[^\n]/g, "") + text.slice(frontMatter.length);
}

/** The words of a heading, without marks, emoji or an anchor such as `{#install}`. */
function titleOf(heading: Nodes): string {
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

function isComment(node: RootContent): boolean {
  return node.type === "html" && /^<!--[\s\S]*-->$/.test(node.value.trim());
}
