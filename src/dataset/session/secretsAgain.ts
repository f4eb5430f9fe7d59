import type { Finding } from "../../core/review.ts";
import { findingId } from "../../curation/secrets/finding.ts";
import { type FoundText, foundTexts } from "../../curation/secrets/redact.ts";
import { scanText } from "../../curation/secrets/scanText.ts";
import { writtenTexts } from "../../curation/secrets/writtenTexts.ts";
import type { StoredDataset } from "../storedDataset.ts";

/**
 * The texts of findings that were allowed and are to be taken out after all. What is allowed stands in the examples' file
 * and nowhere else, so it is looked for there, in all examples of the finding. Nothing is found where only the source
 * tells that it is a secret: the next build takes that out.
 */
export async function secretsAgain(
  dataset: StoredDataset,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, readonly FoundText[]>> {
  const byExample = new Map<string, FoundText[]>();
  for (const finding of findings) {
    if (dataset.decidedFindings.get(finding.id)?.action !== "allow") continue;
    const examples = finding.exampleIds.flatMap((id) => {
      const row = dataset.table.rowOf(id);
      if (row === undefined || dataset.table.originOf(row) === "superseded") return [];
      const isKnown = dataset.secretsOf(id).some((secret) => secret.finding === finding.id);
      return isKnown ? [] : [dataset.table.exampleAt(row)];
    });
    const texts = examples.map((example) => ({
      id: example.id,
      written: writtenTexts(example).map(({ text }) => text),
    }));
    const found = await textsOfFinding(finding, [...new Set(texts.flatMap(({ written }) => written))]);
    for (const { id, written } of texts) {
      const within = found.filter((secret) => written.some((text) => text.includes(secret.text)));
      if (within.length > 0) byExample.set(id, [...(byExample.get(id) ?? []), ...within]);
    }
  }
  return byExample;
}

async function textsOfFinding({ id, source }: Finding, texts: readonly string[]): Promise<FoundText[]> {
  const found = new Map<string, FoundText>();
  for (const text of texts) {
    // Files are scanned under their name, rows from elsewhere under none; the id is of the name either way.
    for (const path of new Set([source.path, ""])) {
      const named = (await scanText(text, path)).map((raw) => ({
        ...raw,
        id: findingId(raw.rule, source.path, text.slice(raw.start, raw.end)),
      }));
      for (const each of foundTexts(text, named)) if (each.finding === id) found.set(each.text, each);
    }
  }
  return [...found.values()];
}
