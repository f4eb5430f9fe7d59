import { UserError } from "../../base/errors.ts";
import type { SkippedPath } from "../../core/chunk.ts";
import type { Example, Split } from "../../core/example.ts";
import type { Finding, ReviewState } from "../../core/review.ts";
import { assemble, type Assembled } from "../../curation/assemble.ts";
import { gitCommits, type LastCommit } from "../../corpus/git/gitCommits.ts";
import { gitSubjects } from "../../corpus/git/gitSubjects.ts";
import type { BalanceOptions } from "../../curation/propose/balance.ts";
import { DEFAULT_KINDS, requireKinds } from "../../curation/propose/kinds.ts";
import { proposeCommits } from "../../curation/propose/proposeCommits.ts";
import { leakage, type Leakage } from "../../curation/split/leakage.ts";
import type { SplitShares } from "../../curation/split/shares.ts";
import type { SplitPlan } from "../../curation/split/splitExamples.ts";
import type { FoundText } from "../../curation/secrets/redact.ts";
import type { FileYield } from "../../curation/yield/fileYield.ts";
import type { SourceRecord } from "../../dataset/schemas.ts";
import type { Workspace } from "../../storage/workspace.ts";
import type { DatasetDescription } from "../dataset.ts";
import { describeDataset } from "../dataset.ts";
import type { OpenPassageSearch } from "../grounded/passageSearch.ts";
import { kindsToMake } from "../grounded/proposeGrounded.ts";
import { type CollectProgress, collectYields, type YieldFiles } from "./collectYields.ts";
import type { EarlierBuild } from "./earlierBuild.ts";
import { splitsByPath, takingPart, withGrounded } from "./withGrounded.ts";

export interface BuildOptions extends Pick<BalanceOptions, "caps"> {
  /** The folder whose files are learned from. */
  readonly root: string;
  /** Patterns as in .gitignore; only files that match one are used. Defaults to all. */
  readonly include?: readonly string[];
  /** Patterns as in .gitignore. Defaults to none. */
  readonly exclude?: readonly string[];
  /** Of `datasetKinds`. Defaults to those that are on by default. */
  readonly kinds?: readonly string[];
  /** Defaults to 0.8 training, 0.1 validation, 0.1 test, of the examples. */
  readonly splitShares?: SplitShares;
  /** Decides which file goes to which split. 0 is a seed like any other. */
  readonly seed: number;
  /** What was built and decided before. Defaults to nothing. */
  readonly earlier?: EarlierBuild;
  /** Where what files yield is kept from one build to the next. Defaults to nowhere. */
  readonly keepIn?: { readonly workspace: Workspace; readonly name: string };
  /** How files are read. Defaults to processes of their own. */
  readonly yieldFiles?: YieldFiles;
  /** How passages are searched for grounded examples. Defaults to a process of its own. */
  readonly openSearch?: OpenPassageSearch;
}

export type BuildProgress = CollectProgress;

export interface BuiltDataset {
  /** With splits and clusters; near-duplicates and what holds undecided secrets are among them. */
  readonly examples: readonly Example[];
  /** Those that take part as long as nobody decides otherwise. */
  readonly effective: readonly Example[];
  /** Files that gave at least one of these, relative to the root, and how many. */
  readonly files: readonly { readonly path: string; readonly split: Split; readonly exampleCount: number }[];
  /** Every file that was read. */
  readonly sources: readonly SourceRecord[];
  readonly skipped: readonly SkippedPath[];
  /** What owners should know about how files were read. */
  readonly notes: readonly { readonly path: string; readonly note: string }[];
  /** Files whose yield was kept from an earlier build. */
  readonly keptFileCount: number;
  readonly counts: Assembled["counts"];
  readonly findings: readonly Finding[];
  /** Of `findings`, those that nobody decided about, and how many examples they keep out. */
  readonly undecided: { readonly findings: readonly Finding[]; readonly exampleCount: number };
  /** By example id. */
  readonly secrets: ReadonlyMap<string, readonly FoundText[]>;
  readonly plan: SplitPlan;
  /** What held-out examples share with what is trained on. */
  readonly leakage: Leakage;
  /** Of `effective`. */
  readonly description: DatasetDescription;
}

/** What changed longer ago says little about the code as it is. */
const MAX_COMMITS = 500;

/**
 * Makes a dataset of the files below a folder. Writes nothing but what `keepIn` says.
 *
 * @throws UserError `corpus/…` for the folder, `dataset/unknown-kind`, `dataset/bad-shares`, and
 * `dataset/empty` when nothing there is worth learning; the signal's reason when aborted.
 */
export async function buildDataset(
  options: BuildOptions,
  onProgress?: (progress: BuildProgress) => void,
  signal?: AbortSignal,
): Promise<BuiltDataset> {
  const { root, seed, kinds = DEFAULT_KINDS, earlier, keepIn, splitShares, caps } = options;
  requireKinds(kinds);
  const made = kindsToMake(kinds);
  const collected = await collectYields({ ...options, ...keepIn, kinds: made, root }, onProgress, signal);
  const { yields, skipped } = collected;
  const commits = kinds.includes(proposeCommits.kind) ? await gitSubjects(root, MAX_COMMITS, signal) : [];
  const lastCommits = await gitCommits(root, signal);
  const states = earlier?.states ?? new Map<string, ReviewState>();
  const proposed = await assemble(yields, {
    kinds: made,
    seed,
    commits,
    states,
    frozen: earlier?.splits ?? new Map<string, Split>(),
    ...(splitShares && { shares: splitShares }),
    ...(caps && { caps }),
  });
  signal?.throwIfAborted();
  const assembled = await withGrounded(proposed, yields, { ...options, kinds, states }, onProgress, signal);
  const { examples, findings, secrets, counts, answerHashes } = assembled;
  if (examples.length === 0) throw nothingToLearn(root, yields.length, skipped);
  const effective = takingPart(assembled, states);
  return {
    examples,
    effective,
    files: filesOf(effective),
    sources: sourcesOf(yields, examples, lastCommits),
    skipped,
    notes: yields.flatMap(({ path, notes }) => notes.map((note) => ({ path, note }))),
    keptFileCount: collected.keptCount,
    counts,
    findings,
    undecided: undecidedOf(findings, earlier?.decidedFindings),
    secrets,
    plan: assembled.plan,
    leakage: leakage(effective, answerHashes),
    description: describeDataset(effective),
  };
}

function undecidedOf(all: readonly Finding[], decided: ReadonlySet<string> = new Set()): BuiltDataset["undecided"] {
  const findings = all.filter(({ id }) => !decided.has(id));
  return { findings, exampleCount: new Set(findings.flatMap(({ exampleIds }) => exampleIds)).size };
}

function sourcesOf(
  yields: readonly FileYield[],
  examples: readonly Example[],
  commits: ReadonlyMap<string, LastCommit>,
): SourceRecord[] {
  const splits = splitsByPath(examples);
  return yields.map(({ path, hash }): SourceRecord => {
    const split = splits.get(path);
    const last = commits.get(path);
    // What was changed since is of no commit yet.
    const commit = last?.isDirty === false ? last.commit : undefined;
    return { path, hash, ...(commit !== undefined && { commit }), ...(split && { split }) };
  });
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
