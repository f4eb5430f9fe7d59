import { diffWordsWithSpace } from "diff";

export interface DifferencePart {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Beyond so many words that differ, a difference is no longer read word by word, and finding it takes seconds. */
const MAX_EDITS = 1000;

/**
 * What must be taken out of one text and put into it to get the other, word by word (Myers, "An O(ND) difference
 * algorithm", 1986). Texts that have almost nothing in common are one part removed and one added.
 */
export function wordDifference(before: string, after: string): DifferencePart[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS });
  if (changes === undefined) return [part("removed", before), part("added", after)].filter(({ text }) => text !== "");
  return changes.map(({ value, added, removed }) => part(added ? "added" : removed ? "removed" : "same", value));
}

const part = (kind: DifferencePart["kind"], text: string): DifferencePart => ({ kind, text });
