import type { DatasetSplit } from "../../../app/settle/splitDataset.ts";
import { counted } from "../../../base/counted.ts";
import { formatCount, formatTable } from "../../format.ts";

type Plan = NonNullable<DatasetSplit["plan"]>;
type Part = DatasetSplit["leakage"]["test"];

/** What a person should know of a split before believing a figure that rests on it. */
export function describeSplitReport(
  { counts, plan, leakage, misplacedGroundedCount = 0 }: DatasetSplit,
  path: string,
): string {
  const parts = Object.entries(counts).filter(([name, count]) => count > 0 || name !== "none");
  return [
    `${path}: ${parts.map(([name, count]) => `${name} ${formatCount(count)}`).join(", ")}`,
    ...(plan ? describePlan(plan) : []),
    ...(misplacedGroundedCount > 0
      ? [
          `${formatCount(misplacedGroundedCount)} grounded examples are left out, because their prompts show what this draw holds out; ` +
            "`espalier dataset build` makes others in their place",
        ]
      : []),
    ...(leakage.trainCount === 0
      ? ["No example is trained on, so nothing can leak."]
      : [describePart("test", leakage.test), describePart("validation", leakage.validation)]),
  ].join("\n");
}

/** How examples were put into splits, where a person should know. */
export function describePlan({ componentCount, dominant, missed, pulledIntoTest, overruled }: Plan): string[] {
  return [
    `${counted(componentCount, "group")} that must stay together (one file, one near-duplicate cluster, one question)`,
    ...pulledIntoTest.map(
      ({ frozen, exampleCount, trainedBeforeCount, links }) =>
        `${formatCount(exampleCount)} examples joined the test set, because they are linked with ${listed(frozen)} there` +
        `${links.length > 0 ? ` by ${listed(links.map(nameOfLink))}` : ""}` +
        `${trainedBeforeCount > 0 ? `; ${formatCount(trainedBeforeCount)} of them were trained on before, so tune again before you compare` : ""}`,
    ),
    ...(overruled.length > 0
      ? [
          `${formatCount(overruled.length)} imported rows lost their own split, which would have leaked: ` +
            listed(overruled.map(({ id, own, split }) => `${id} (${own}, now ${split})`)),
        ]
      : []),
    ...missed.map(({ split, share, wanted }) => {
      const found = share === 0 ? "is empty" : `holds ${percent(share)} of the examples`;
      return (
        `The ${split} set ${found} instead of ${percent(wanted)}: groups are not parted, and keep the split they had. ` +
        "More files, or another draw (`espalier dataset split --seed 1`), may come nearer."
      );
    }),
    ...(dominant ? describeDominant(dominant) : []),
  ];
}

function describeDominant({ key, share, fileCount, links }: NonNullable<Plan["dominant"]>): string[] {
  const part = `One group holds ${percent(share)} of all examples, so the shares cannot be kept`;
  if (fileCount <= 1) {
    return [`${part}: ${key}. Take in more files, or fewer examples of that one.`];
  }
  return [
    `${part}: ${counted(fileCount, "file")} from ${key} on, united by ${listed(links.map(nameOfLink))}.`,
    "Reject or edit the examples of the first of these links: it unites most files.",
  ];
}

function describePart(name: string, part: Part): string {
  if (part.exampleCount === 0) return `\nThe ${name} set is empty.`;
  const likes = part.likeCounts.map(({ threshold, count }) => [`at least ${threshold}`, formatCount(count)]);
  return [
    `\nWhat the ${name} set (${counted(part.exampleCount, "example")}) shares with training:`,
    `  files: ${part.sharedFiles.length === 0 ? "none" : listed(part.sharedFiles)}`,
    `  questions: ${part.sharedQuestions.length === 0 ? "none" : listed(part.sharedQuestions)}`,
    `  ${percent(part.overlap)} of its answers, by runs of 8 words, stand in a training text; ` +
      `${formatCount(part.mostlySeenIds.length)} answers for the greater part`,
    "  answers as like one that is trained on (Jaccard similarity of their shingles) as",
    formatTable(likes).replace(/^/gm, "    "),
    ...part.pairs
      .slice(0, MAX_PAIRS)
      .map(({ heldOutId, trainId, similarity }) => `    ${heldOutId} and ${trainId}: ${similarity.toFixed(2)}`),
  ].join("\n");
}

const MAX_PAIRS = 3;
const MAX_LISTED = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_LISTED).join(", ");
  return names.length > MAX_LISTED ? `${shown} and ${formatCount(names.length - MAX_LISTED)} more` : shown;
}

function nameOfLink({ kind, name, fileCount }: Plan["pulledIntoTest"][number]["links"][number]): string {
  switch (kind) {
    case "cluster":
      return `the near-duplicates of ${name} (${counted(fileCount, "file")})`;
    case "question":
      return `the question "${name}" (${counted(fileCount, "file")})`;
    case "file":
      return name;
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
