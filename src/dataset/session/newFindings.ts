import type { Example } from "../../core/example.ts";
import { textsOf } from "../../core/exampleText.ts";
import type { Decision, DecisionChange, Finding } from "../../core/review.ts";
import { findingId, type RawFinding } from "../../curation/secrets/finding.ts";
import { scanText } from "../../curation/secrets/scanText.ts";
import type { StoredDataset } from "../storedDataset.ts";

/** What was found in a text that somebody typed; the text found is in memory only. */
export interface TypedSecret extends Pick<RawFinding, "rule" | "category" | "preview"> {
  readonly text: string;
}

/** Secrets and personal data in an edit, a note or tags, whatever the example. */
export async function secretsTyped({ edit, note, addTags }: DecisionChange): Promise<readonly TypedSecret[]> {
  const typed: TypedSecret[] = [];
  for (const written of [...(edit ? textsOf(edit) : []), note ?? "", ...(addTags ?? [])]) {
    for (const { rule, category, preview, start, end } of await scanText(written, "")) {
      const text = written.slice(start, end);
      if (!typed.some((each) => each.text === text)) typed.push({ rule, category, preview, text });
    }
  }
  return typed;
}

/**
 * Of what was typed about the example, the findings that are new: not what the example says anyway, nor what was allowed
 * before. Their ids are as stable as those of findings in its source.
 */
export function newFindings(dataset: StoredDataset, row: number, typed: readonly TypedSecret[]): readonly Finding[] {
  if (typed.length === 0) return [];
  const said = [...textsOf(dataset.decidableAt(row)), ...textsDecided(dataset.decisionAt(row))];
  const example = dataset.table.exampleAt(row);
  return typed.flatMap(({ rule, category, preview, text }): Finding[] => {
    if (said.some((each) => each.includes(text))) return [];
    const source = placeOf(example);
    const id = findingId(rule, source.path, text);
    if (dataset.decidedFindings.get(id)?.action === "allow") return [];
    return [{ id, rule, category, source, preview, exampleIds: [example.id] }];
  });
}

const textsDecided = (decision: Decision | undefined): readonly string[] =>
  decision === undefined
    ? []
    : [...(decision.edit ? textsOf(decision.edit) : []), decision.note ?? "", ...(decision.tags ?? [])];

function placeOf({ id, source }: Example): Finding["source"] {
  if (source === undefined) return { path: id, startLine: 1, endLine: 1 };
  return { path: source.path, startLine: source.startLine, endLine: source.endLine };
}
