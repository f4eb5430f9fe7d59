import type { Block } from "./plainMarkdown.ts";

const MIN_LETTERS = 40;
/** Above this share of links a section is a signpost, not a text. */
const MAX_LINK_SHARE = 0.6;

const headingToSkip =
  /^((table of )?contents|toc|licen[sc]es?|changelog|change log|release notes|unreleased|sponsors?|backers|contributors|collaborators|maintainers|authors?|credits|acknowledge?ments?|links|see also|further reading|resources|stargazers.*|support us|donat.*|badges|index|related( .*)?|thanks.*|copyright|(change |version |release )?history|changes|what.s new.*)$/i;
const versionHeading = /^\[?v?\d+\.\d+(\.\d+)?\b/i;

/** Headings above lists of links, people or releases. */
export const isSignpost = (heading: string): boolean => headingToSkip.test(heading) || versionHeading.test(heading);

/** Whether an answer made of these blocks is long enough, and not mostly links. */
export function isWorthSaying(answer: string, blocks: readonly Block[]): boolean {
  return (answer.match(/\p{L}/gu)?.length ?? 0) >= MIN_LETTERS && linkShareOf(blocks) <= MAX_LINK_SHARE;
}

function linkShareOf(blocks: readonly Block[]): number {
  const length = blocks.reduce((sum, block) => sum + block.text.length, 0);
  return blocks.reduce((sum, block) => sum + block.linkShare * block.text.length, 0) / Math.max(1, length);
}
