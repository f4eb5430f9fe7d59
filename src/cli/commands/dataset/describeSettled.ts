import type { Settled } from "../../../app/settle/settleSources.ts";
import { formatCount } from "../../format.ts";

/** What became of duplicates and splits when all sources were looked at together, on one line; nothing where nothing did. */
export function describeSettled({
  newDuplicateCount,
  duplicateCount,
  drawnCount,
  moved,
  overruled,
  misplacedGroundedCount,
}: Settled): string[] {
  const counts = [
    [newDuplicateCount, `left out as near-duplicates (${formatCount(duplicateCount)} in all)`],
    [drawnCount, "got a split"],
    [moved.length, "moved to what is held out, because they are linked with it"],
    [overruled.length, "lost the split they came with, which would have leaked"],
    [misplacedGroundedCount, "grounded examples taken out, because their prompts show what is held out now"],
  ] as const;
  const changes = counts.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`);
  return changes.length === 0 ? [] : [`over all sources: ${changes.join(", ")}`];
}
