import { at } from "../../base/at.ts";
import type { Example, ExampleLabel, Split } from "../../core/example.ts";
import { textsOf } from "../../core/exampleText.ts";
import {
  hashOfExamples,
  type ReadDataset,
  type ReadOptions,
  readExamples,
  writeExamples,
} from "../../curation/formats/jsonl.ts";
import { writingTo } from "../../storage/atomicWrite.ts";
import { behindLinks } from "../../storage/behindLinks.ts";

/** Counts and lengths of some examples. */
export interface RowsDescription {
  readonly exampleCount: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** Examples without a split count as `none`. */
  readonly bySplit: Readonly<Record<Split | "none", number>>;
  /** Of questions and answers together. */
  readonly characters: { readonly total: number; readonly median: number; readonly longest: number };
  readonly fileCount: number;
}

export interface DatasetDescription extends RowsDescription {
  /** SHA-256 of the dataset as `saveDataset` writes it. */
  readonly hash: string;
}

/** Reads a dataset. See `readExamples` for the rows it takes and the errors it throws. */
export async function loadDataset(path: string, options?: ReadOptions, signal?: AbortSignal): Promise<ReadDataset> {
  return readExamples(path, options, signal);
}

/** Writes a dataset as JSONL, whole or not at all, to where links at `path` lead. Throws UserError `storage/disk-full`, `storage/not-writable`. */
export async function saveDataset(path: string, examples: readonly Example[], signal?: AbortSignal): Promise<void> {
  await writingTo(path, async () => writeExamples(await behindLinks(path), examples, signal));
}

/** SHA-256, as hexadecimal, of the file `saveDataset` writes of these examples in this order. */
export function datasetHash(examples: readonly Example[]): string {
  return hashOfExamples(examples);
}

/** Counts and lengths of a dataset, whatever it was made of. */
export const describeDataset = (examples: readonly Example[]): DatasetDescription => ({
  ...describeRows(
    examples.map((example) => ({
      kind: example.kind,
      split: example.split,
      source: example.source,
      length: textsOf(example).reduce((sum, text) => sum + text.length, 0),
    })),
  ),
  hash: datasetHash(examples),
});

/** What is described of an example. */
export interface DescribedRow extends Pick<ExampleLabel, "kind" | "split"> {
  readonly source?: { readonly path: string } | undefined;
  /** Characters of all texts. */
  readonly length: number;
}

/** As `describeDataset`, of examples whose texts need not be at hand. */
export function describeRows(examples: readonly DescribedRow[]): RowsDescription {
  const byKind: Record<string, number> = {};
  const bySplit: Record<Split | "none", number> = { train: 0, validation: 0, test: 0, none: 0 };
  const paths = new Set<string>();
  const lengths = new Float64Array(examples.length);
  for (let index = 0; index < examples.length; index++) {
    const { kind, split, source, length } = at(examples, index);
    byKind[kind] = (byKind[kind] ?? 0) + 1;
    bySplit[split ?? "none"] += 1;
    if (source !== undefined) paths.add(source.path);
    lengths[index] = length;
  }
  lengths.sort();
  return {
    exampleCount: examples.length,
    byKind,
    bySplit,
    characters: {
      total: lengths.reduce((sum, length) => sum + length, 0),
      median: lengths[Math.floor(lengths.length / 2)] ?? 0,
      longest: lengths.at(-1) ?? 0,
    },
    fileCount: paths.size,
  };
}
