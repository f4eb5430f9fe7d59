import { describeStaleness } from "../../../app/review/describeStaleness.ts";
import type { DatasetCounts } from "../../../core/curatedQuery.ts";
import type { CuratedExample } from "../../../core/review.ts";
import { REVIEW_STATES } from "../../../core/review.ts";
import { formatCount } from "../../format.ts";
import { describeExample } from "./describeExample.ts";

/** An example with what was decided about it and what is wrong with it. */
export function describeCurated(curated: CuratedExample): string {
  const { example, original, decision, stale, findings, findingDecisions, remarks, excluded } = curated;
  const lines = [describeExample(example)];
  if (decision) {
    const tags = decision.tags === undefined ? "" : ` · ${decision.tags.map((tag) => `#${tag}`).join(" ")}`;
    lines.push(`${decision.state} by ${decision.by}, ${decision.at.slice(0, 16).replace("T", " ")}${tags}`);
    if (decision.note !== undefined) lines.push(`note: ${decision.note}`);
  }
  if (original) lines.push("edited; it was proposed with other texts");
  if (stale) lines.push(...describeStaleness(stale, original ?? example));
  for (const { id, rule, source, preview } of findings) {
    const action = findingDecisions.find((each) => each.id === id)?.action ?? "undecided";
    lines.push(`finding ${id}: ${rule} in ${source.path}:${source.startLine} (${preview}): ${action}`);
  }
  for (const { rule, severity, message } of remarks) lines.push(`${severity} ${rule}: ${message}`);
  if (excluded) lines.push(`takes no part: ${excluded}`);
  return lines.join("\n");
}

/** How far the review is, and what waits for somebody. */
export function describeProgress({ total, effective, reviewed, byState, stale, findings }: DatasetCounts): string[] {
  const states = REVIEW_STATES.filter((state) => byState[state] > 0)
    .map((state) => `${formatCount(byState[state])} ${state}`)
    .join(", ");
  const waiting = [
    [stale.changed, "decided, but the source says something else now"],
    [stale.deleted, "decided, but the source is gone"],
    [findings.undecided, "findings to decide"],
  ] as const;
  return [
    `${formatCount(reviewed)} reviewed (${Math.floor((100 * reviewed) / Math.max(1, total))} %): ${states || "nothing yet"}; ${formatCount(effective)} take part`,
    ...waiting.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`),
  ];
}
