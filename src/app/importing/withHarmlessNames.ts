import type { Example } from "../../core/example.ts";
import { contentOf } from "../../core/exampleText.ts";
import { importedId } from "../../curation/exampleId.ts";
import { IMPORTED } from "../../curation/formats/parseRow.ts";
import { scanText } from "../../curation/secrets/scanText.ts";
import { idFinder } from "./addExamples.ts";
import type { ImportedDataset } from "./importDataset.ts";

/**
 * The same rows with other ids and kinds where these hold a secret or personal data: ids stand in lists, in logs of
 * decisions and in messages, where nothing could be withheld.
 */
export async function withHarmlessNames({
  examples,
  origins,
}: Pick<ImportedDataset, "examples" | "origins">): Promise<Pick<ImportedDataset, "examples" | "origins">> {
  const harmless: Example[] = [];
  const [named, taken] = [new Map(origins), new Set(origins.keys())];
  const freeId = idFinder(taken);
  const kinds = new Map<string, boolean>();
  for (const example of examples) {
    const isKindHarmless = kinds.get(example.kind) ?? (await isHarmless(example.kind));
    kinds.set(example.kind, isKindHarmless);
    const kind = isKindHarmless ? example.kind : IMPORTED;
    if (await isHarmless(example.id)) {
      harmless.push(isKindHarmless ? example : { ...example, kind });
      continue;
    }
    const wanted = importedId(kind, contentOf(example));
    const id = taken.has(wanted) ? freeId(wanted) : wanted;
    taken.add(id);
    harmless.push({ ...example, id, kind });
    const origin = origins.get(example.id);
    if (origin !== undefined) named.set(id, origin);
  }
  return { examples: harmless, origins: named };
}

const isHarmless = async (name: string): Promise<boolean> => (await scanText(name, "")).length === 0;
