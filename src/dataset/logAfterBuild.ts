import type { Decision } from "../core/review.ts";
import { compareText } from "./exampleTable.ts";
import { isTooLong } from "./reviewLog.ts";

/**
 * The lines of the review log as a build leaves them. What was decided about an example that says the same as before
 * keeps all its lines, so that it can still be undone. Any other example keeps one line that is in no operation: to undo
 * or redo could bring back a decision about a content that is known no more, and it would pass for one about the new.
 *
 * @param lines the log so far.
 * @param settled what counts now, one line an example.
 * @param hashOf `contentHash` of what is proposed now; undefined for examples that are no more, or have become others.
 */
export function logAfterBuild(
  lines: readonly Decision[],
  settled: readonly Decision[],
  hashOf: (id: string) => string | undefined,
): Decision[] {
  const sorted = [...settled].sort((a, b) => compareText(a.id, b.id));
  if (isTooLong(lines.length, settled.length)) return sorted;
  const changed = new Set(lines.flatMap(({ id, of }) => (of === hashOf(id) ? [] : [id])));
  const unchanged = lines.filter(({ id }) => !changed.has(id));
  const withLines = new Set(unchanged.map(({ id }) => id));
  return [...sorted.filter(({ id }) => !withLines.has(id)), ...unchanged];
}
