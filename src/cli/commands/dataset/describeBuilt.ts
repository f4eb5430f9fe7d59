import type { BuiltDataset } from "../../../app/build/buildDataset.ts";
import { counted } from "../../../base/counted.ts";
import { formatCount } from "../../format.ts";
import { describeCounts } from "./describeCounts.ts";
import { describePlan } from "./describeSplit.ts";

/** What a build did, as JSON: all but the examples themselves. */
export function summaryOf(built: BuiltDataset): object {
  const { description, files, skipped, notes, keptFileCount, counts, plan, leakage, findings } = built;
  const { componentCount, pulledIntoTest, overruled, missed, dominant } = plan;
  const split = { componentCount, pulledIntoTest, overruled, missed, dominant };
  return { ...description, files, skipped, notes, keptFileCount, ...counts, split, leakage, findings };
}

/** What a build did, a line each. */
export function describeBuilt(built: BuiltDataset, path: string): string[] {
  const { description, skipped, counts, undecided, sources } = built;
  const { exactDuplicates, nearDuplicates, leftOut, ungrounded } = counts;
  const lines = [
    `${counted(description.exampleCount, "example")} from ${counted(description.fileCount, "file")} in ${path}`,
    describeCounts(description),
    `${counted(sources.length, "file")} read, ${formatCount(skipped.length)} skipped (--json lists them with the reasons)`,
    `${counted(exactDuplicates, "copy", "copies")} dropped, ${counted(nearDuplicates, "near-duplicate")} left out`,
  ];
  if (Object.keys(leftOut).length > 0) lines.push(`left out, for balance: ${byKind(leftOut)}`);
  if (Object.keys(ungrounded).length > 0)
    lines.push(`dropped, not word for word in their source: ${byKind(ungrounded)}`);
  if (undecided.findings.length > 0) {
    lines.push(
      `${counted(undecided.findings.length, "secret or piece of personal data", "secrets or pieces of personal data")} in ${counted(undecided.exampleCount, "example")}, kept out until you decide: espalier dataset scan`,
    );
  }
  return [...lines, ...describePlan(built.plan), ...describeLeakage(built.leakage)];
}

function describeLeakage({ test, validation }: BuiltDataset["leakage"]): string[] {
  const heldOut = test.exampleCount + validation.exampleCount;
  if (heldOut === 0) return [];
  const alike = (test.likeCounts[0]?.count ?? 0) + (validation.likeCounts[0]?.count ?? 0);
  const shared = test.sharedFiles.length + validation.sharedFiles.length;
  return [
    `overlap of held-out with training examples: ${counted(shared, "file")}, ${formatCount(alike)} of ${formatCount(heldOut)} answers ` +
      `half alike or more, ${(100 * test.overlap).toFixed(1)} % of the test answers' runs of eight words (espalier dataset split)`,
  ];
}

const byKind = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${kind} ${formatCount(count)}`)
    .join(", ");
