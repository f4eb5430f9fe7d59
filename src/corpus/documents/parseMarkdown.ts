import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";

export interface MarkdownDocument {
  readonly root: Root;
  /** What was parsed: line by line the file, its front matter blank. Positions in `root` are places in it. */
  readonly text: string;
}

/**
 * CommonMark with the tables of GitHub (https://github.github.com/gfm/#tables-extension-). What else GitHub adds lies
 * inside of paragraphs, would change nothing here, and costs half as much time again.
 */
export function parseMarkdown(text: string): MarkdownDocument {
  const blanked = withoutFrontMatter(text);
  return {
    root: fromMarkdown(blanked, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] }),
    text: blanked,
  };
}

/** Front matter becomes blank lines, so that line numbers stay true: CommonMark would read it as a heading. */
function withoutFrontMatter(text: string): string {
  const frontMatter = /^(---|\+\+\+)\n(?=[\w"'-]+[ \t]*[:=])(?:.*\n)*?\1[ \t]*(?:\n|$)/.exec(text)?.[0];
  return frontMatter === undefined ? text : frontMatter.replace(/[^\n]/g, "") + text.slice(frontMatter.length);
}
