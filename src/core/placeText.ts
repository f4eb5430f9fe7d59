import type { Source } from "./groundedAnswer.ts";

/** As much of a title as tells it from others; a signature may be longer than a view is wide. */
const LONGEST_TITLE = 48;

/** Where a source stands, and what stands there: `src/lock.ts:3-9 function lock(name`, a long title cut. */
export function placeText(source: Omit<Source, "text" | "number">): string {
  const { title = "" } = source;
  return wholePlaceText({
    ...source,
    title: title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE - 1).trimEnd()}…` : source.title,
  });
}

/** The same with all of its title. */
export const wholePlaceText = ({ path, startLine, endLine, title }: Omit<Source, "text" | "number">): string =>
  `${path}:${startLine}-${endLine}${title === undefined ? "" : ` ${title}`}`;
