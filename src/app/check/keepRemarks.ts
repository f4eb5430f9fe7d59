import { contentOf } from "../../core/exampleText.ts";
import { contentHash } from "../../curation/exampleId.ts";
import { datasetAt, openDataset } from "../datasets/datasetSession.ts";
import { workspaceOf } from "../datasets/noteDatasetRevision.ts";
import { prepareFolder } from "../datasets/prepareFolder.ts";
import type { CheckedRow } from "./checkDataset.ts";

/**
 * Keeps what a check found with the dataset it looked at, in the place of what an earlier one found, so that examples can
 * be chosen by it. Of a plain file of rows nothing is kept. Throws UserError `dataset/locked` and those of writing.
 */
export async function keepRemarks(path: string, rows: readonly CheckedRow[]): Promise<void> {
  const files = datasetAt(path);
  if (files === undefined) return;
  const { root } = workspaceOf(files);
  await prepareFolder(root);
  const session = await openDataset(root, files.name);
  try {
    await session.saveRemarks(
      rows.flatMap(({ example, remarks }) =>
        remarks.length === 0 ? [] : [{ id: example.id, of: contentHash(contentOf(example)), remarks }],
      ),
    );
  } finally {
    session.close();
  }
}
