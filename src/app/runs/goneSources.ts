import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf, UserError } from "../../base/errors.ts";
import { readExamples } from "../../curation/formats/jsonl.ts";
import { datasetFilesAt, type DatasetFiles, rootOfDataset } from "../../dataset/datasetFiles.ts";
import { readSources } from "../../dataset/loadDataset.ts";
import { listRunFolders, type StoredRun } from "../../storage/runFolder.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { type LearnedFrom, madeBy } from "./learnedFrom.ts";
import { readRunSources } from "./runSources.ts";

/** Runs that learned from files that are gone, and those of which that cannot be said. */
export interface GoneSources {
  /** Oldest first. */
  readonly runs: readonly LearnedFrom[];
  readonly problems: readonly { readonly run: string; readonly message: string }[];
}

/**
 * Which runs of a folder learned from files that are not there any more, or that their dataset no longer learns from.
 * Nothing is remembered for it: it is worked out of what the runs learned from and of what there is now, so that no kill
 * can lose it. Lines that stand in another file of the dataset by now are not gone. Of a run on a plain file of rows
 * nothing can be said: nobody knows whose paths it names.
 * @param options.dataset only runs on the dataset in this file. Defaults to all runs.
 * @param options.run only this run, by its whole id. Defaults to all runs.
 * Throws the signal's reason.
 */
export async function goneSources(
  folder: string,
  { dataset, run: only }: { readonly dataset?: string; readonly run?: string } = {},
  signal?: AbortSignal,
): Promise<GoneSources> {
  const { runs } = await listRunFolders(workspaceAt(folder));
  const presentIn = memoized((path) => presentSources(path, signal));
  const found: LearnedFrom[] = [];
  const problems: { run: string; message: string }[] = [];
  for (const run of runs) {
    const path = resolve(folder, run.record.dataset.path);
    if ((dataset !== undefined && path !== resolve(dataset)) || (only ?? run.record.id) !== run.record.id) continue;
    try {
      const learned = await goneFrom(run, await presentIn(path), signal);
      if (learned) found.push(learned);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      problems.push({ run: run.record.id, message: messageOf(error) });
    }
  }
  return { runs: found, problems };
}

async function goneFrom(
  { record, paths }: StoredRun,
  present: PresentSources | undefined,
  signal: AbortSignal | undefined,
): Promise<LearnedFrom | undefined> {
  if (present === undefined) return undefined;
  let exampleCount = 0;
  const gone: string[] = [];
  for (const { path, countsByHash } of await readRunSources(paths, signal)) {
    if (present.has(path) && present.isLearnedFrom(path)) continue;
    let count = 0;
    for (const [hash, each] of Object.entries(countsByHash)) {
      // What was written by hand may be about a file that no build reads.
      const isGone = hash === "" ? !present.has(path) : !(await present.standsElsewhere(hash));
      if (isGone) count += each;
    }
    if (count > 0) gone.push(path);
    exampleCount += count;
  }
  if (exampleCount === 0) return undefined;
  return { run: record.id, ...madeBy(paths), exampleCount, paths: gone.sort() };
}

/** What there is now of the files that a dataset is made of. */
interface PresentSources {
  has(path: string): boolean;
  /** Whether the last build read it; true where no build's list is kept. */
  isLearnedFrom(path: string): boolean;
  /** Whether a file that is there has these lines. */
  standsElsewhere(hash: string): Promise<boolean>;
}

async function presentSources(
  datasetPath: string,
  signal: AbortSignal | undefined,
): Promise<PresentSources | undefined> {
  const files = datasetFilesAt(datasetPath);
  if (files === undefined) return undefined;
  const root = rootOfDataset(files);
  // A whole folder that is not at hand, as on a disk that is not mounted, says nothing about its files.
  if (!existsSync(root)) return undefined;
  const sources = new Set((await readSources(files)).sources.map(({ path }) => path));
  const has = memoized((path) => existsSync(resolve(root, path)));
  const isLearnedFrom = (path: string) => sources.size === 0 || sources.has(path);
  let standing: Promise<ReadonlySet<string>> | undefined;
  return {
    has,
    isLearnedFrom,
    async standsElsewhere(hash) {
      // Read only where something is gone, and once.
      standing ??= standingLines(files, (path) => has(path) && isLearnedFrom(path), signal);
      return (await standing).has(hash);
    },
  };
}

async function standingLines(
  files: DatasetFiles,
  isThere: (path: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  if (!existsSync(files.examples)) return new Set();
  const { examples } = await readExamples(files.examples, { onBroken: "skip" }, signal);
  return new Set(
    examples.flatMap(({ source }) => (source?.hash !== undefined && isThere(source.path) ? [source.hash] : [])),
  );
}

function memoized<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (known.has(key)) return known.get(key) as T;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
