import { counted } from "../../base/counted.ts";
import { UserError } from "../../base/errors.ts";
import type { SkippedPath } from "../../core/chunk.ts";
import type { CommitFacts } from "../../core/commit.ts";
import type { Example, Split } from "../../core/example.ts";
import type { Finding, ReviewState } from "../../core/review.ts";
import { assemble, type Assembled, type KnownBefore } from "../../curation/assemble.ts";
import { gitCommits, type LastCommit } from "../../corpus/git/gitCommits.ts";
import { gitSubjects } from "../../corpus/git/gitSubjects.ts";
import type { BalanceOptions } from "../../curation/propose/balance.ts";
import { DEFAULT_KINDS, requireKinds } from "../../curation/propose/kinds.ts";
import { proposeCommits } from "../../curation/propose/proposeCommits.ts";
import { type Leakage, leakageAmong, type LeakageView } from "../../curation/split/leakage.ts";
import type { SplitShares } from "../../curation/split/shares.ts";
import type { SplitPlan } from "../../curation/split/splitExamples.ts";
import type { FoundText } from "../../curation/secrets/redact.ts";
import { type Card, exampleOf } from "../../curation/yield/card.ts";
import type { KeptYield } from "../../curation/yield/yieldRecord.ts";
import type { SourcesRead } from "../../dataset/loadDataset.ts";
import type { SourceRecord } from "../../dataset/schemas.ts";
import type { Workspace } from "../../storage/workspace.ts";
import { describeRows, type RowsDescription } from "../datasets/dataset.ts";
import type { OpenPassageSearch } from "../grounded/passageSearch.ts";
import { kindsToMake } from "../grounded/proposeGrounded.ts";
import { ReadyHarvester, yieldFiles } from "../harvest/harvestPool.ts";
import { findBundle } from "../workers/workerBundle.ts";
import { type BuildCache, openBuildCache } from "./buildCache.ts";
import { type CollectedYields, type CollectProgress, collectYields, type YieldFiles } from "./collectYields.ts";
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
  /** What was built and decided before, or how to learn it, which is then done while files are read. Defaults to nothing. */
  readonly earlier?: EarlierBuild | (() => Promise<EarlierBuild>);
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
  readonly cards: readonly Card[];
  /** Those that take part as long as nobody decides otherwise. Parsed each time this is called. */
  readonly effective: () => readonly Example[];
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
  /** As they were read when the build began; undefined where there were none to read. */
  readonly earlierSources: SourcesRead | undefined;
  /** What held-out examples share with what is trained on. */
  readonly leakage: Leakage;
  /** Of `effective`. */
  readonly description: RowsDescription;
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
  const { root, kinds = DEFAULT_KINDS, keepIn } = options;
  requireKinds(kinds);
  const made = kindsToMake(kinds);
  // Git is started first: it works while files are read, and a process that holds much is slow to start another.
  const history = Promise.all([
    kinds.includes(proposeCommits.kind) ? gitSubjects(root, MAX_COMMITS, signal) : [],
    gitCommits(root, signal),
  ]);
  history.catch(() => undefined);
  // Most builds have a file to read, and while its reader starts, files are looked for.
  await using reader = options.yieldFiles ? undefined : new ReadyHarvester();
  const readFiles: YieldFiles = (files, ofKinds, aborted) => yieldFiles(files, ofKinds, aborted, reader);
  const cache = await openBuildCache(keepIn, made, options.yieldFiles ? undefined : findBundle("corpus"));
  let before: Promise<[KnownBefore, EarlierBuild | undefined]> | undefined;
  const readBefore = () => (before ??= Promise.all([cache.known(), earlierOf(options)]));
  const collected = await collectYields(
    { yieldFiles: readFiles, ...options, cache, kinds: made, root, meanwhile: readBefore },
    onProgress,
    signal,
  );
  try {
    const [commits, lastCommits] = await history;
    const [known, earlier] = await readBefore();
    return await assembleDataset(
      { options, made, collected, cache, known, earlier, commits, lastCommits },
      onProgress,
      signal,
    );
  } finally {
    await collected.settled;
  }
}

const earlierOf = async ({ earlier }: BuildOptions): Promise<EarlierBuild | undefined> =>
  typeof earlier === "function" ? earlier() : earlier;

interface BuildParts {
  readonly options: BuildOptions;
  readonly made: readonly string[];
  readonly collected: CollectedYields;
  readonly cache: BuildCache;
  readonly known: KnownBefore;
  readonly earlier: EarlierBuild | undefined;
  readonly commits: readonly CommitFacts[];
  readonly lastCommits: ReadonlyMap<string, LastCommit>;
}

/** What is left to do when all files have been read. */
async function assembleDataset(
  { options, made, collected, cache, known, earlier, commits, lastCommits }: BuildParts,
  onProgress: ((progress: BuildProgress) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<BuiltDataset> {
  const { root, seed, kinds = DEFAULT_KINDS, splitShares, caps } = options;
  const { yields, skipped } = collected;
  const states = earlier?.states ?? new Map<string, ReviewState>();
  const proposed = await assemble(
    yields,
    {
      kinds: made,
      seed,
      commits,
      states,
      frozen: earlier?.splits ?? new Map<string, Split>(),
      ...(splitShares && { shares: splitShares }),
      ...(caps && { caps }),
    },
    known,
  );
  signal?.throwIfAborted();
  const assembled = await withGrounded(proposed, yields, { ...options, kinds, states }, onProgress, signal);
  const { examples: cards, findings, secrets, counts } = assembled;
  if (cards.length === 0) throw nothingToLearn(root, yields.length, skipped);
  const effective = takingPart(assembled, states);
  const overlap = leakageAmong(effective, LEAKAGE_VIEW, known.shared);
  await cache.keep(known, assembled.across);
  return {
    cards,
    effective: () => effective.map(exampleOf),
    files: filesOf(effective),
    sources: sourcesOf(yields, cards, lastCommits),
    skipped,
    notes: yields.flatMap(({ path, notes }) => notes.map((note) => ({ path, note }))),
    keptFileCount: collected.keptCount,
    counts,
    findings,
    undecided: undecidedOf(findings, earlier?.decidedFindings),
    earlierSources: earlier?.sources,
    secrets,
    plan: assembled.plan,
    leakage: overlap,
    description: describeRows(effective),
  };
}

const LEAKAGE_VIEW: LeakageView<Card> = {
  questionKeyOf: ({ signature }) => signature.question?.key,
  answerOf: ({ signature }) => signature.answer,
  tokensOf: (card) => card.tokens(),
};

function undecidedOf(all: readonly Finding[], decided: ReadonlySet<string> = new Set()): BuiltDataset["undecided"] {
  const findings = all.filter(({ id }) => !decided.has(id));
  return { findings, exampleCount: new Set(findings.flatMap(({ exampleIds }) => exampleIds)).size };
}

function sourcesOf(
  yields: readonly KeptYield[],
  cards: readonly Card[],
  commits: ReadonlyMap<string, LastCommit>,
): SourceRecord[] {
  const splits = splitsByPath(cards);
  return yields.map(({ path, hash }): SourceRecord => {
    const split = splits.get(path);
    const last = commits.get(path);
    // What was changed since is of no commit yet.
    const commit = last?.isDirty === false ? last.commit : undefined;
    return { path, hash, ...(commit !== undefined && { commit }), ...(split && { split }) };
  });
}

function filesOf(cards: readonly Card[]): BuiltDataset["files"] {
  const files = new Map<string, { path: string; split: Split; exampleCount: number }>();
  for (const { source, split } of cards) {
    if (split === undefined) continue;
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
    `found nothing to learn from in ${root}: ${counted(readCount, "file")} read, ${skipped.length} skipped${list}`,
    "Name a folder with Markdown, or with code that has doc comments.",
  );
}
