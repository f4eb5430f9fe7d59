import type { KeptBuild } from "../../../app/build/keepBuild.ts";
import { describeExcluded } from "../../../app/datasets/trainingData.ts";
import { counted } from "../../../base/counted.ts";
import { describeLearnedFrom } from "./describeLearnedFrom.ts";
import { describeSettled } from "./describeSettled.ts";
import { formatCount, shortList } from "../../format.ts";

/** What a build changed in a dataset of `folder`, a line each; nothing about what did not happen. */
export function describeKept(built: KeptBuild, folder: string): string[] {
  const { report, excluded, effectiveCount, revision, settled, learnedFromDeleted } = built;
  const { added, changed, removed, kept, withheld, stale, gone, moved } = report;
  const counts = [
    [added, "added"],
    [changed, "changed"],
    [removed, "removed"],
    [kept, "imported or written by hand and kept"],
    [withheld, "withheld until their findings are decided"],
  ] as const;
  const changes = counts.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`);
  const leftOut = describeExcluded(excluded);
  return [
    ...(changes.length > 0 ? [changes.join(", ")] : []),
    ...(settled ? describeSettled(settled) : []),
    `revision ${revision.slice(0, 12)}: ${counted(effectiveCount, "example takes part", "examples take part")}${leftOut === "" ? "" : `; left out: ${leftOut}`}`,
    ...moved.map(
      ({ from, to, decisionCount }) => `${from} is ${to} now: ${formatCount(decisionCount)} decisions went with it`,
    ),
    ...listed("decided, but the source says something else now", stale),
    ...listed("decided, but the source is gone", gone),
    ...learnedFromDeleted.map((learned) => describeLearnedFrom(learned, folder)),
  ];
}

function listed(what: string, places: KeptBuild["report"]["stale"]): string[] {
  if (places.length === 0) return [];
  return [`${formatCount(places.length)} ${what}: ${shortList(places.map(({ id, path }) => `${id} (${path})`))}`];
}
