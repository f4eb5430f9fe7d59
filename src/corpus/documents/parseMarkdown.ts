import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

export interface MarkdownDocument {
  readonly root: Root;
  /** What was parsed: line by line the file, its front matter blank. Positions in `root` are places in it. */
  readonly text: string;
}

/** Markdown as GitHub reads it (https://github.github.com/gfm/): with tables, which are nodes of their own. */
export function parseMarkdown(text: string): MarkdownDocument {
  const blanked = withoutFrontMatter(text);
  return { root: fromMarkdown(blanked, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }), text: blanked };
}

/** Front matter becomes blank lines, so that line numbers stay true: CommonMark would read it as a heading. */
function withoutFrontMatter(text: string): string {
  const frontMatter = /^(---|\+\+\+)\n(?=[\w"'-]+[ \t]*[:=])(?:.*\n)*?\1[ \t]*(?:\n|$)/.exec(text)?.[0];
  return frontMatter === undefined ? text : frontMatter.replace(/[^\n]/g, "") + text.slice(frontMatter.length);
}
