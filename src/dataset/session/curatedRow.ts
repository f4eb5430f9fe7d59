import type { CuratedRow } from "../../core/curatedQuery.ts";
import { answerOf, contentOf, questionOf } from "../../core/exampleText.ts";
import type { CuratedExample } from "../../core/review.ts";
import type { StoredDataset } from "../storedDataset.ts";

/** More is not read in a list. */
const SHOWN_CHARACTERS = 200;

/** One example as a line of a list. */
export function curatedRow(dataset: StoredDataset, row: number): CuratedRow {
  const example = dataset.effectiveAt(row);
  const { id, kind, form, split, source, cluster } = example;
  const decision = dataset.decisionAt(row);
  const excluded = dataset.exclusionAt(row);
  const stale = dataset.stalenessAt(row);
  return {
    id,
    kind,
    form,
    ...(split === undefined ? {} : { split }),
    state: decision?.state ?? "proposed",
    question: oneLine(questionOf(example)),
    answer: oneLine(answerOf(example)),
    ...(source === undefined ? {} : { path: source.path, startLine: source.startLine }),
    ...(source?.title === undefined ? {} : { title: source.title }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(excluded === undefined ? {} : { excluded }),
    ...(stale === undefined ? {} : { stale: stale.kind }),
    isEdited: decision?.edit !== undefined,
    ...(decision?.note === undefined ? {} : { note: decision.note }),
    tags: decision?.tags ?? [],
    findingCount: dataset.findingsAt(row).length,
    undecidedFindingCount: dataset.undecidedFindingsAt(row).length,
    remarkRules: [...new Set(dataset.remarksAt(row).map(({ rule }) => rule))],
  };
}

/** One example with all that is known of it. */
export function curatedExample(dataset: StoredDataset, row: number): CuratedExample {
  const decision = dataset.decisionAt(row);
  const stale = dataset.stalenessAt(row);
  const excluded = dataset.exclusionAt(row);
  const findings = dataset.findingsAt(row);
  return {
    example: dataset.effectiveAt(row),
    ...(decision?.edit === undefined ? {} : { original: contentOf(dataset.proposalAt(row)) }),
    ...(decision === undefined ? {} : { decision }),
    ...(stale === undefined ? {} : { stale }),
    findings,
    findingDecisions: findings.flatMap(({ id }) => dataset.decidedFindings.get(id) ?? []),
    remarks: dataset.remarksAt(row),
    ...(excluded === undefined ? {} : { excluded }),
  };
}

function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * SHOWN_CHARACTERS)
    .replace(/\s+/g, " ")
    .trim();
  if (line.length <= SHOWN_CHARACTERS) return line;
  // Not through the middle of a character outside the basic plane.
  return `${line.slice(0, SHOWN_CHARACTERS).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
