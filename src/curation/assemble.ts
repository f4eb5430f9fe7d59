import { type CommitFacts, commitPath, isCommitPath, messageLines } from "../core/commit.ts";
import type { Example, Split } from "../core/example.ts";
import type { Finding, ReviewState } from "../core/review.ts";
import { clusterDuplicates, type DuplicateCluster, type SignedCandidate } from "./duplicates/clusterDuplicates.ts";
import { copyKeysOf, exactCopies } from "./duplicates/exactCopies.ts";
import { signatureOf } from "./duplicates/signature.ts";
import { withClusters } from "./duplicates/withoutDuplicates.ts";
import { balance, type BalanceOptions } from "./propose/balance.ts";
import { proposeAcross } from "./propose/proposeAcross.ts";
import { type FoundText, foundTexts } from "./secrets/redact.ts";
import { scanText } from "./secrets/scanText.ts";
import type { SplitShares } from "./split/shares.ts";
import { type SplitPlan, splitExamples } from "./split/splitExamples.ts";
import { type FileYield, heldSecrets } from "./yield/fileYield.ts";

export interface AssembleOptions extends Pick<BalanceOptions, "caps"> {
  readonly kinds: readonly string[];
  /** Decides which file goes to which split. 0 is a seed like any other. */
  readonly seed: number;
  readonly shares?: SplitShares;
  /** Newest first. */
  readonly commits: readonly CommitFacts[];
  /** Splits of an earlier build by path or id, which are kept. */
  readonly frozen: ReadonlyMap<string, Split>;
  /** What was decided about examples, by id. */
  readonly states: ReadonlyMap<string, ReviewState>;
}

/** A dataset as its files make it, before it meets what was decided about an earlier one. */
export interface Assembled {
  /** With split and cluster. Near-duplicates are among them, each cluster with its representative. */
  readonly examples: readonly Example[];
  readonly findings: readonly Finding[];
  /** By example id. */
  readonly secrets: ReadonlyMap<string, readonly FoundText[]>;
  /** Clusters with the near-duplicates that are kept for a look. */
  readonly clusters: readonly DuplicateCluster[];
  readonly counts: AssemblyCounts;
  readonly plan: SplitPlan;
  /** MinHash of each example's answer, by id: what overlap is measured by. */
  readonly answerHashes: ReadonlyMap<string, Uint32Array>;
}

export interface AssemblyCounts {
  /** Said the same as another to the letter, and were dropped. */
  readonly exactDuplicates: number;
  /** Say nearly the same as another: kept, but left out of training. */
  readonly nearDuplicates: number;
  /** Beyond the cap of their kind, by kind: dropped. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Said something their source does not, by kind: dropped. */
  readonly ungrounded: Readonly<Record<string, number>>;
}

/**
 * Puts the yields of all files together: what only several files say, duplicates within and across files, the caps of
 * kinds, the split. The same yields, commits and options give the same result.
 *
 * @param yields in the order of their paths.
 * @throws UserError `dataset/bad-shares`.
 */
export async function assemble(yields: readonly FileYield[], options: AssembleOptions): Promise<Assembled> {
  const { kinds, commits, states, caps } = options;
  const across = proposeAcross(
    yields.map(({ facts }) => facts),
    commits,
    kinds,
  );
  const signatures = new Map(
    yields.flatMap((file) => file.examples.map((example, index) => [example, file.signatures[index]] as const)),
  );
  const proposed = [...signatures.keys(), ...across.examples];
  const stateOf = ({ id }: Example): ReviewState => states.get(id) ?? "proposed";
  const isDecided = (example: Example): boolean => stateOf(example) !== "proposed";

  // The quick and plentiful first: copies, then what is beyond the caps, and only of what remains what is alike.
  const copies = exactCopies(
    proposed.map((example) => ({
      example,
      state: stateOf(example),
      keys: signatures.get(example) ?? copyKeysOf(example),
    })),
  );
  const unique = proposed.filter((example) => !copies.has(example) || isDecided(example));
  const { examples: balanced, leftOut } = balance(unique, { keeps: isDecided, ...(caps && { caps }) });
  const candidates = balanced.map((example): Required<SignedCandidate> => ({
    example,
    state: stateOf(example),
    signature: signatures.get(example) ?? signatureOf(example),
  }));
  const clusters = clusterDuplicates(candidates);
  const examples = withClusters(balanced, clusters);
  const nearIds = new Set(clusters.flatMap(({ members }) => members.map(({ example }) => example.id)));
  const plan = splitExamples(examples, {
    seed: options.seed,
    frozen: options.frozen,
    isLeftOut: ({ id }) => nearIds.has(id) || states.get(id) === "rejected",
    ...(options.shares && { shares: options.shares }),
  });
  const ids = new Set(examples.map(({ id }) => id));
  return {
    examples: examples.map((example) => withSplit(example, plan.splits.get(example.id))),
    ...(await secretsOf(yields, across.examples, commits, ids)),
    clusters,
    counts: {
      exactDuplicates: proposed.length - unique.length,
      nearDuplicates: nearIds.size,
      leftOut,
      ungrounded: sumOf([...yields, across].map(({ ungrounded }) => ungrounded)),
    },
    plan,
    answerHashes: new Map(candidates.map(({ example: { id }, signature }) => [id, signature.answer.hashes])),
  };
}

/** Findings of files as they were yielded, and those of commit messages, of the examples that are there. */
async function secretsOf(
  yields: readonly FileYield[],
  across: readonly Example[],
  commits: readonly CommitFacts[],
  ids: ReadonlySet<string>,
): Promise<Pick<Assembled, "findings" | "secrets">> {
  const held: Pick<FileYield, "findings" | "secrets">[] = [...yields];
  const ofCommits = across.filter(({ source }) => source !== undefined && isCommitPath(source.path));
  for (const commit of commits) {
    const path = commitPath(commit.commit);
    const own = ofCommits.filter(({ source }) => source?.path === path);
    if (own.length === 0) continue;
    const text = messageLines(commit).join("\n");
    const raw = await scanText(text, path);
    held.push(heldSecrets(path, own, raw, foundTexts(text, raw)));
  }
  const findings = held.flatMap((each) =>
    each.findings.flatMap((finding): Finding[] => {
      const exampleIds = finding.exampleIds.filter((id) => ids.has(id));
      return exampleIds.length === 0 ? [] : [{ ...finding, exampleIds }];
    }),
  );
  const secrets = held.flatMap((each) => Object.entries(each.secrets).filter(([id]) => ids.has(id)));
  return { findings, secrets: new Map(secrets) };
}

const withSplit = (example: Example, split: Split | undefined): Example =>
  split === undefined ? example : { ...example, split };

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [kind, count] of counts.flatMap((each) => Object.entries(each))) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}
