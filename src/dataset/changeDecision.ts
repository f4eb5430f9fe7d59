import type { ExampleContent } from "../core/example.ts";
import type { Decision, DecisionChange } from "../core/review.ts";
import { contentHash } from "../curation/exampleId.ts";

/**
 * What is decided about an example after a change, without who and when; undefined where the change changes nothing.
 * A note or a tag alone does not say that somebody looked at what a source became: it leaves a stale decision stale.
 *
 * @param proposal what the example says without any edit.
 * @param current what is decided so far.
 */
export function changedDecision(
  id: string,
  proposal: ExampleContent,
  current: Decision | undefined,
  change: DecisionChange,
): Omit<Decision, "by" | "at"> | undefined {
  const ofNow = contentHash(proposal);
  const isLookedAt = change.state !== undefined || change.edit !== undefined;
  const edit = editAfter(ofNow, current?.edit, change.edit);
  const note = change.note === undefined ? current?.note : (change.note ?? "").trim() || undefined;
  const tags = tagsAfter(current?.tags ?? [], change);
  const decision: Omit<Decision, "by" | "at"> = {
    id,
    state: change.state ?? (change.edit ? "accepted" : (current?.state ?? "proposed")),
    ...(edit === undefined ? {} : { edit }),
    ...(note === undefined ? {} : { note }),
    ...(tags.length === 0 ? {} : { tags }),
    of: isLookedAt || current === undefined ? ofNow : current.of,
  };
  return current !== undefined && isSame(decision, current)
    ? undefined
    : isEmpty(decision, current)
      ? undefined
      : decision;
}

function editAfter(
  ofNow: string,
  current: ExampleContent | undefined,
  change: ExampleContent | null | undefined,
): ExampleContent | undefined {
  if (change === undefined) return current;
  return change === null || contentHash(change) === ofNow ? undefined : change;
}

function tagsAfter(current: readonly string[], { addTags = [], removeTags = [] }: DecisionChange): string[] {
  const tags = new Set([...current, ...addTags.map((tag) => tag.trim()).filter((tag) => tag !== "")]);
  for (const tag of removeTags) tags.delete(tag.trim());
  return [...tags].sort();
}

const isSame = (a: Omit<Decision, "by" | "at">, b: Decision): boolean =>
  JSON.stringify([a.state, a.edit, a.note, a.tags, a.of]) === JSON.stringify([b.state, b.edit, b.note, b.tags, b.of]);

/** To take back what was never decided. */
const isEmpty = ({ state, edit, note, tags }: Omit<Decision, "by" | "at">, current: Decision | undefined): boolean =>
  current === undefined && state === "proposed" && edit === undefined && note === undefined && tags === undefined;
