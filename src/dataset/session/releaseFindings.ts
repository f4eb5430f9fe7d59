import type { Example } from "../../core/example.ts";
import type { FindingDecision } from "../../core/review.ts";
import type { StoredDataset } from "../storedDataset.ts";
import { visibilityOf } from "../visibility.ts";
import { secretsAgain } from "./secretsAgain.ts";
import { writeExamplesFile, writeFindings, writeWithheld } from "../writeDataset.ts";

/**
 * Writes decisions about findings, and moves the examples they concern: one whose findings are all decided goes to the
 * examples' file without its redacted texts; with them it stays where git does not see it, so that a decision can be
 * changed. Only under the dataset's lock.
 */
export async function releaseFindings(dataset: StoredDataset, decisions: readonly FindingDecision[]): Promise<void> {
  const redacted = new Set(decisions.flatMap(({ id, action }) => (action === "redact" ? [id] : [])));
  dataset.learnSecrets(
    await secretsAgain(
      dataset,
      dataset.findings.filter(({ id }) => redacted.has(id)),
    ),
  );
  const rows = dataset.applyFindingDecisions(decisions);
  const { files, findings, decidedFindings, table } = dataset;
  await writeFindings(files, findings, decidedFindings.values());
  const isConcerned = [...rows].some((row) => table.originOf(row) !== "superseded");
  if (!isConcerned) return;
  const { visible, withheld } = visibilityOf(presentExamples(dataset), {
    findings,
    secretsOf: (id) => dataset.secretsOf(id),
    actionOf: (id) => decidedFindings.get(id)?.action,
  });
  await writeExamplesFile(files, visible);
  await writeWithheld(files, withheld);
}

/** What was proposed or imported, with its secrets; not what decisions were about once. */
function* presentExamples({ table }: StoredDataset): Generator<Example> {
  for (const row of table.order) if (table.originOf(row) !== "superseded") yield table.exampleAt(row);
}
