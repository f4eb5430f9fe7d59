import { existsSync } from "node:fs";
import { at } from "../../base/at.ts";
import type { Example } from "../../core/example.ts";
import { type Exclusion, REVIEW_STATES, type ReviewState } from "../../core/review.ts";
import type { DatasetFiles } from "../../dataset/datasetFiles.ts";
import { withDatasetLock } from "../../dataset/datasetLock.ts";
import { readSources, readStoredDataset, readWithheld } from "../../dataset/loadDataset.ts";
import type { NumberedExample } from "../../curation/formats/jsonl.ts";
import { writeExamplesFile, writeSources, writeWithheld } from "../../dataset/writeDataset.ts";
import { changeRows } from "./changeRows.ts";
import { loadDataset } from "../datasets/dataset.ts";
import { datasetAt, requireDataset } from "../datasets/datasetSession.ts";
import { showsHeldOut } from "../grounded/showsHeldOut.ts";
import { withPlainFileLock } from "../datasets/plainFileLock.ts";

/** An example of a dataset with what matters when many are looked at together. */
export interface DatasetRow {
  readonly example: Example;
  readonly state: ReviewState;
  /** Undefined where it takes part. */
  readonly excluded?: Exclusion;
}

/** What can be changed of an example without touching what was proposed or decided. */
export type Placement = Pick<Example, "split" | "cluster">;

/** All examples of a dataset of a workspace, or of a plain file of rows, in reading order. Throws UserError `dataset/…`. */
export async function readDatasetRows(path: string, signal?: AbortSignal): Promise<readonly DatasetRow[]> {
  await requireDataset(path);
  const files = storedAt(path);
  if (files === undefined) {
    const { examples } = await loadDataset(path, {}, signal);
    return examples.map((example) => ({ example, state: "proposed" }));
  }
  const dataset = await readStoredDataset(files);
  signal?.throwIfAborted();
  return Array.from(dataset.table.order, (row): DatasetRow => {
    const excluded = dataset.exclusionAt(row);
    const state = at(REVIEW_STATES, dataset.state[row] ?? 0);
    return { example: dataset.effectiveAt(row), state, ...(excluded && { excluded }) };
  });
}

/**
 * Gives the examples of a dataset other splits or clusters, and nothing else, while nobody else changes it. Examples of
 * which `placementOf` knows nothing stay as they are. Grounded examples whose prompts would then show what is held out from
 * them are taken out: the next build makes others in their place.
 *
 * @returns how many those were.
 * @throws UserError `dataset/locked` and those of reading and writing.
 */
export async function placeExamples(
  path: string,
  placementOf: (example: Example) => Placement | undefined,
  signal?: AbortSignal,
): Promise<number> {
  const place = (example: Example): Example => {
    const placement = placementOf(example);
    if (placement === undefined) return example;
    const { split, cluster, ...rest } = example;
    const isPlaced = split === placement.split && cluster === placement.cluster;
    return isPlaced ? example : { ...rest, ...placement };
  };
  const files = storedAt(path);
  if (files === undefined) {
    const change = ({ example }: NumberedExample, text: string): string | undefined => {
      const { split, cluster } = place(example);
      const isPlaced = split === example.split && cluster === example.cluster;
      // Columns of another tool stay.
      return isPlaced ? undefined : JSON.stringify({ ...(JSON.parse(text) as object), split, cluster });
    };
    await withPlainFileLock(path, "edit", () => changeRows(path, change, [], signal));
    return 0;
  }
  return withDatasetLock(files, "edit", async (requireHeld) => {
    const examples = existsSync(files.examples) ? (await loadDataset(files.examples, {}, signal)).examples : [];
    const withheld = await readWithheld(files);
    const { sources } = await readSources(files);
    const placed = [...examples, ...withheld.map(({ example }) => example)].map(place);
    const splits = new Map(placed.map(({ source, split }) => [source?.path, split]));
    const isRight = (example: Example): boolean => !showsHeldOut(example, (shown) => splits.get(shown));
    requireHeld();
    await writeExamplesFile(files, placed.slice(0, examples.length).filter(isRight));
    await writeWithheld(
      files,
      withheld
        .map(({ secrets, example }) => ({ secrets, example: place(example) }))
        .filter(({ example }) => isRight(example)),
    );
    const sourcesNow = sources.map((source) => ({ ...source, split: splits.get(source.path) ?? source.split }));
    if (sources.length > 0) await writeSources(files, sourcesNow);
    return placed.filter((example) => !isRight(example)).length;
  });
}

/** A dataset of a workspace that is there, at least in part. */
function storedAt(path: string): DatasetFiles | undefined {
  const files = datasetAt(path);
  return files !== undefined && (existsSync(files.examples) || existsSync(files.withheld)) ? files : undefined;
}
