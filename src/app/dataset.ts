import { UserError } from "../base/errors.ts";
import type { SkippedPath } from "../core/chunk.ts";
import type { Example, Split } from "../core/example.ts";
import { textsOf } from "../core/exampleText.ts";
import { type Harvest, readCorpus } from "../corpus/readCorpus.ts";
import type { DuplicateCounts } from "../curation/duplicates/withoutDuplicates.ts";
import {
  hashOfExamples,
  type ReadDataset,
  type ReadOptions,
  readExamples,
  writeExamples,
} from "../curation/formats/jsonl.ts";
import { propose } from "../curation/propose/propose.ts";
import type { SplitShares } from "../curation/split/shares.ts";
import type { SourceRecord } from "../dataset/schemas.ts";
import { diskError } from "../storage/atomicWrite.ts";

export interface BuildOptions {
  /** The folder whose files are learned from. */
  readonly root: string;
  /** Patterns as in .gitignore; only files that match one are used. Defaults to all. */
  readonly include?: readonly string[];
  /** Patterns as in .gitignore. Defaults to none. */
  readonly exclude?: readonly string[];
  /** Of `datasetKinds`. Defaults to those that are on by default. */
  readonly kinds?: readonly string[];
  /** Defaults to 0.8 training, 0.1 validation, 0.1 test, of the files. */
  readonly splitShares?: SplitShares;
  /** How the files are read. Defaults to one by one in this process; see `readCorpus`. */
  readonly harvest?: Harvest;
  /** Decides which file goes to which split. 0 is a seed like any other. */
  readonly seed: number;
}

export interface BuildProgress {
  /** Files read, of `total`. */
  readonly done: number;
  readonly total: number;
  /** The file being read, relative to the root. */
  readonly path: string;
}

export interface BuiltDataset {
  readonly examples: readonly Example[];
  /** Files that gave at least one example, relative to the root, and how many. */
  readonly files: readonly { readonly path: string; readonly split: Split; readonly exampleCount: number }[];
  /** Every file that was read, relative to the root: its SHA-256, and the split of its examples where it gave any. */
  readonly sources: readonly SourceRecord[];
  readonly skipped: readonly SkippedPath[];
  readonly duplicates: DuplicateCounts;
  /** Examples that the caps of their kinds left out, by kind. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Proposals dropped because they said something that their source does not, by kind. */
  readonly ungrounded: Readonly<Record<string, number>>;
  readonly description: DatasetDescription;
}

export interface DatasetDescription {
  readonly exampleCount: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** Examples without a split count as `none`. */
  readonly bySplit: Readonly<Record<Split | "none", number>>;
  /** Of questions and answers together. */
  readonly characters: { readonly total: number; readonly median: number; readonly longest: number };
  readonly fileCount: number;
  /** SHA-256 of the dataset as `saveDataset` writes it. */
  readonly hash: string;
}

/**
 * Makes a dataset of the Markdown and code below a folder.
 *
 * @throws UserError `corpus/…` for the folder, `dataset/unknown-kind`, `dataset/bad-shares`, and `dataset/empty` when
 * nothing there is worth learning; the signal's reason when aborted.
 */
export async function buildDataset(
  options: BuildOptions,
  onProgress?: (progress: BuildProgress) => void,
  signal?: AbortSignal,
): Promise<BuiltDataset> {
  const { files, skipped } = await readCorpus(options, onProgress, signal, options.harvest);
  const { examples, ...dropped } = propose(files, options);
  if (examples.length === 0) throw nothingToLearn(options.root, files.length, skipped);
  const learned = filesOf(examples);
  const splits = new Map(learned.map(({ path, split }) => [path, split]));
  const sources = files.map(({ path, hash }): SourceRecord => {
    const split = splits.get(path);
    return { path, hash, ...(split === undefined ? {} : { split }) };
  });
  return { examples, files: learned, sources, skipped, ...dropped, description: describeDataset(examples) };
}

/** Reads a dataset. See `readExamples` for the rows it takes and the errors it throws. */
export async function loadDataset(path: string, options?: ReadOptions, signal?: AbortSignal): Promise<ReadDataset> {
  return readExamples(path, options, signal);
}

/** Writes a dataset as JSONL, whole or not at all. Throws UserError `storage/disk-full`, `storage/not-writable`. */
export async function saveDataset(path: string, examples: readonly Example[], signal?: AbortSignal): Promise<void> {
  try {
    await writeExamples(path, examples, signal);
  } catch (error) {
    throw diskError(error, path);
  }
}

/** SHA-256, as hexadecimal, of the file `saveDataset` writes of these examples in this order. */
export function datasetHash(examples: readonly Example[]): string {
  return hashOfExamples(examples);
}

/** Counts and lengths of a dataset, whatever it was made of. */
export function describeDataset(examples: readonly Example[]): DatasetDescription {
  const byKind: Record<string, number> = {};
  const bySplit: Record<Split | "none", number> = { train: 0, validation: 0, test: 0, none: 0 };
  const paths = new Set<string>();
  for (const { kind, split, source } of examples) {
    byKind[kind] = (byKind[kind] ?? 0) + 1;
    bySplit[split ?? "none"] += 1;
    if (source !== undefined) paths.add(source.path);
  }
  const lengths = examples
    .map((example) => textsOf(example).reduce((sum, text) => sum + text.length, 0))
    .sort((left, right) => left - right);
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
    hash: datasetHash(examples),
  };
}

function filesOf(examples: readonly Example[]): BuiltDataset["files"] {
  const files = new Map<string, { path: string; split: Split; exampleCount: number }>();
  for (const { source, split } of examples) {
    if (source === undefined || split === undefined) continue;
    const file = files.get(source.path) ?? { path: source.path, split, exampleCount: 0 };
    files.set(source.path, { ...file, exampleCount: file.exampleCount + 1 });
  }
  return [...files.values()];
}

/** As many as fit in a message. */
const NAMED_SKIPS = 3;

function nothingToLearn(root: string, readCount: number, skipped: readonly SkippedPath[]): UserError {
  const named = skipped.slice(0, NAMED_SKIPS).map(({ path, reason }) => `${path}: ${reason}`);
  const more = skipped.length > named.length ? [`${skipped.length - named.length} more`] : [];
  const list = named.length === 0 ? "" : ` (${[...named, ...more].join("; ")})`;
  return new UserError(
    "dataset/empty",
    `found nothing to learn from in ${root}: ${readCount} files read, ${skipped.length} skipped${list}`,
    "Name a folder with Markdown, or with code that has doc comments.",
  );
}
