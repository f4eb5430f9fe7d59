import type { Example } from "../core/example.ts";
import { readExamples } from "../curation/formats/jsonl.ts";
import { existsSync } from "node:fs";
import type { DatasetFiles } from "./datasetFiles.ts";
import { withDatasetLock } from "./datasetLock.ts";
import { compareProposed, isProposed } from "./exampleTable.ts";
import { writeExamplesFile } from "./writeDataset.ts";

/**
 * Changes the examples of a dataset by hand or from elsewhere, while nobody else does. What `change` adds counts as
 * imported from now on, also where it came from a dataset of ours: no build takes it away (`Provenance.hash`).
 *
 * @param change the examples that are there to all that shall be there.
 * @returns what `change` returned, with the examples as they were written.
 */
export async function addImported<T extends { readonly examples: readonly Example[] }>(
  files: DatasetFiles,
  change: (earlier: readonly Example[]) => T,
  signal?: AbortSignal,
): Promise<T> {
  return withDatasetLock(files, "import", async (requireHeld) => {
    const earlier = existsSync(files.examples) ? (await readExamples(files.examples, {}, signal)).examples : [];
    const known = new Set(earlier);
    const changed = change(earlier);
    const all = changed.examples.map((example) => (known.has(example) ? example : asImported(example)));
    const examples = [...all.filter(isProposed).sort(compareProposed), ...all.filter((each) => !isProposed(each))];
    requireHeld();
    await writeExamplesFile(files, examples);
    return { ...changed, examples };
  });
}

function asImported(example: Example): Example {
  if (example.source === undefined) return example;
  const { path, startLine, endLine, title } = example.source;
  return { ...example, source: { path, startLine, endLine, ...(title === undefined ? {} : { title }) } };
}
