import type { Example } from "../core/example.ts";
import type { Finding } from "../core/review.ts";
import type { ScannedExamples } from "../curation/secrets/scanExamples.ts";
import type { FoundText } from "../curation/secrets/redact.ts";
import type { DatasetFiles } from "./datasetFiles.ts";
import { withDatasetLock } from "./datasetLock.ts";
import { compareProposed, isProposed } from "./exampleTable.ts";
import { readStoredDataset } from "./loadDataset.ts";
import type { StoredDataset } from "./storedDataset.ts";
import { visibilityOf } from "./visibility.ts";
import { writeExamplesFile, writeFindings, writeWithheld } from "./writeDataset.ts";

/** The examples of a dataset with what was added to them. */
export interface Addition {
  readonly examples: readonly Example[];
  /** The ids the new ones have now, by those they came with. */
  readonly ids: ReadonlyMap<string, string>;
}

/** What is to be decided about the examples that were added. */
export interface AddedFindings {
  /** All of them; those without a decision keep their examples out. */
  readonly findings: readonly Finding[];
  readonly undecided: readonly Finding[];
  /** Examples that came in but take no part until their findings are decided. */
  readonly withheldCount: number;
}

/**
 * Changes the examples of a dataset by hand or from elsewhere, while nobody else does. What `change` adds counts as
 * imported from now on, also where it came from a dataset of ours: no build takes it away (`Provenance.hash`). What
 * holds a finding that nobody decided about is written where git does not see it. What `change` leaves out is gone, with
 * the findings that only it held.
 *
 * @param change the examples that are there, withheld ones included, to all that shall be there.
 * @param scanned what was found in the new ones, by the ids they came with.
 * @returns what `change` returned, and what is to be decided.
 * @throws UserError `dataset/locked` and those of reading and writing; the signal's reason. Nothing is changed then.
 */
export async function addImported<T extends Addition>(
  files: DatasetFiles,
  change: (earlier: readonly Example[]) => T,
  scanned: ScannedExamples,
  signal?: AbortSignal,
): Promise<T & AddedFindings> {
  return withDatasetLock(files, "import", async (requireHeld) => {
    const before = await readStoredDataset(files);
    signal?.throwIfAborted();
    const earlier = presentExamples(before);
    const changed = change(earlier);
    const known = new Set(earlier);
    const all = changed.examples.map((example) => (known.has(example) ? example : asImported(example)));
    const stays = new Set(changed.examples.filter((example) => known.has(example)).map(({ id }) => id));
    const replaced = new Set([...changed.examples, ...earlier].map(({ id }) => id).filter((id) => !stays.has(id)));
    const secrets = secretsAfter(before, scanned, changed.ids, replaced);
    const findings = findingsAfter(before, scanned, changed.ids, replaced);
    const actionOf = (id: string) => before.decidedFindings.get(id)?.action;
    const { visible, withheld } = visibilityOf(
      [...all.filter(isProposed).sort(compareProposed), ...all.filter((each) => !isProposed(each))],
      { findings, secretsOf: (id) => secrets.get(id) ?? [], actionOf },
    );
    requireHeld();
    // What git must not see is put away first: a kill in between leaves nothing in the open.
    await writeWithheld(files, withheld);
    await writeFindings(files, findings, before.decidedFindings.values());
    await writeExamplesFile(files, visible);
    const isNew = new Set(scanned.findings.map(({ id }) => id));
    const added = findings.filter(({ id }) => isNew.has(id));
    const undecided = added.filter(({ id }) => actionOf(id) === undefined);
    const waiting = new Set(undecided.flatMap(({ exampleIds }) => exampleIds));
    const withheldCount = [...new Set(changed.ids.values())].filter((id) => waiting.has(id)).length;
    return { ...changed, findings: added, undecided, withheldCount };
  });
}

function presentExamples({ table }: StoredDataset): Example[] {
  const rows = [...table.order].filter((row) => table.originOf(row) !== "superseded");
  return rows.map((row) => table.exampleAt(row));
}

/** The texts behind the findings, by example: of what was there, unless something else took its place, and of the new. */
function secretsAfter(
  before: StoredDataset,
  scanned: ScannedExamples,
  ids: ReadonlyMap<string, string>,
  replaced: ReadonlySet<string>,
): ReadonlyMap<string, readonly FoundText[]> {
  const secrets = new Map<string, readonly FoundText[]>();
  for (const id of before.table.ids) if (!replaced.has(id)) secrets.set(id, before.secretsOf(id));
  for (const [given, found] of scanned.secrets) {
    const id = ids.get(given);
    if (id === undefined) continue;
    const known = secrets.get(id) ?? [];
    const isKnown = (each: FoundText) =>
      known.some(({ finding, text }) => finding === each.finding && text === each.text);
    secrets.set(id, [...known, ...found.filter((each) => !isKnown(each))]);
  }
  return secrets;
}

function findingsAfter(
  before: StoredDataset,
  scanned: ScannedExamples,
  ids: ReadonlyMap<string, string>,
  replaced: ReadonlySet<string>,
): Finding[] {
  const findings = new Map<string, Finding>();
  for (const finding of before.findings) {
    const exampleIds = finding.exampleIds.filter((id) => !replaced.has(id));
    if (exampleIds.length > 0) findings.set(finding.id, { ...finding, exampleIds });
  }
  for (const finding of scanned.findings) {
    const known = findings.get(finding.id);
    const exampleIds = finding.exampleIds.flatMap((id) => ids.get(id) ?? []);
    const all = [...new Set([...(known?.exampleIds ?? []), ...exampleIds])];
    if (all.length > 0) findings.set(finding.id, { ...(known ?? finding), exampleIds: all });
  }
  return [...findings.values()];
}

/** Clusters of elsewhere say nothing here: they are worked out over all examples together. A split is kept for later draws. */
function asImported({ cluster: _, ...example }: Example): Example {
  const own = example.ownSplit ?? example.split;
  const placed = own === undefined ? example : { ...example, ownSplit: own };
  if (example.source === undefined) return placed;
  const { path, startLine, endLine, title } = example.source;
  return { ...placed, source: { path, startLine, endLine, ...(title === undefined ? {} : { title }) } };
}
