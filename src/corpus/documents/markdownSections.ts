import type { RootContent } from "mdast";
import type { SectionChunk } from "../../core/chunk.ts";
import { HeadingPath } from "./headingPath.ts";
import { headingTitle } from "./headingTitle.ts";
import type { MarkdownDocument } from "./parseMarkdown.ts";

/**
 * Cuts a Markdown document at its headings. Each section holds what stands directly under its heading, so subsections
 * are chunks of their own; sections without text are left out. Front matter and comments are no text.
 *
 * @param path for the provenance only.
 */
export function markdownSections(path: string, { root, text }: MarkdownDocument): SectionChunk[] {
  const chunks: SectionChunk[] = [];
  const open = new HeadingPath();
  let content: RootContent[] = [];
  let headingLine: number | undefined;

  const close = (): void => {
    const [first, last] = [content[0]?.position, content.at(-1)?.position];
    const sectionText = text.slice(first?.start.offset, last?.end.offset).trim();
    if (first !== undefined && last !== undefined && sectionText !== "") {
      const headings = open.titles;
      const title = headings.join(" > ");
      const startLine = headingLine ?? first.start.line;
      const source = { path, startLine, endLine: last.end.line, ...(title === "" ? {} : { title }) };
      chunks.push({ kind: "section", source, headings, text: sectionText });
    }
    content = [];
  };

  for (const node of root.children) {
    if (node.type === "heading") {
      close();
      open.enter(node.depth, headingTitle(node));
      headingLine = node.position?.start.line;
    } else if (!isComment(node)) {
      content.push(node);
    }
  }
  close();
  return chunks;
}

function isComment(node: RootContent): boolean {
  return node.type === "html" && /^<!--[\s\S]*-->$/.test(node.value.trim());
}
