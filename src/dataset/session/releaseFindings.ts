import type { Example } from "../../core/example.ts";
import type { FindingDecision } from "../../core/review.ts";
import type { WithheldExample } from "../loadDataset.ts";
import type { StoredDataset } from "../storedDataset.ts";
import { writeExamplesFile, writeFindings, writeWithheld } from "../writeDataset.ts";

/**
 * Writes decisions about findings, and moves the examples they concern: one whose findings are all decided goes to the
 * examples' file without its redacted texts; with them it stays where git does not see it, so that a decision can be
 * changed. Only under the dataset's lock.
 */
export async function releaseFindings(dataset: StoredDataset, decisions: readonly FindingDecision[]): Promise<void> {
  const rows = dataset.applyFindingDecisions(decisions);
  const { files, findings, decidedFindings, table } = dataset;
  await writeFindings(files, findings, decidedFindings.values());
  const isConcerned = [...rows].some((row) => table.originOf(row) !== "superseded");
  if (!isConcerned) return;
  await writeExamplesFile(files, visibleExamples(dataset));
  await writeWithheld(files, stillWithheld(dataset));
}

/** What may stand in the examples' file. */
function* visibleExamples(dataset: StoredDataset): Generator<Example> {
  for (const row of dataset.table.order) {
    if (dataset.table.originOf(row) === "superseded" || dataset.undecidedFindingsAt(row).length > 0) continue;
    yield dataset.proposalAt(row);
  }
}

function stillWithheld(dataset: StoredDataset): WithheldExample[] {
  const kept: WithheldExample[] = [];
  for (const row of dataset.table.order) {
    if (dataset.table.originOf(row) !== "withheld") continue;
    const example = dataset.table.exampleAt(row);
    const secrets = dataset.secretsOf(example.id);
    const isAllAllowed = secrets.every(({ finding }) => dataset.decidedFindings.get(finding)?.action === "allow");
    if (!isAllAllowed) kept.push({ example, secrets });
  }
  return kept;
}
