import { type CommitFacts, commitPath, messageLines } from "../core/commit.ts";
import type { Split } from "../core/example.ts";
import type { Finding, ReviewState } from "../core/review.ts";
import { clusterSigned, type DuplicateCluster } from "./duplicates/clusterDuplicates.ts";
import { exactCopies } from "./duplicates/exactCopies.ts";
import { mayBeCopies } from "./duplicates/mayBeCopies.ts";
import { SharedShingles } from "./duplicates/sharedShingles.ts";
import { withClusters } from "./duplicates/withoutDuplicates.ts";
import { balance, type BalanceOptions } from "./propose/balance.ts";
import { fewOfEachAnswer } from "./propose/fewOfEachAnswer.ts";
import { proposeAcross } from "./propose/proposeAcross.ts";
import { type AcrossOfFile, updateAcross } from "./propose/updateAcross.ts";
import { type FoundText, foundTexts } from "./secrets/redact.ts";
import { scanText } from "./secrets/scanText.ts";
import type { SplitShares } from "./split/shares.ts";
import { type SplitPlan, splitLabelled } from "./split/splitExamples.ts";
import { type Card, cardOf, exampleOf, hasSource } from "./yield/card.ts";
import { type FileYield, heldSecrets } from "./yield/fileYield.ts";
import type { KeptYield } from "./yield/yieldRecord.ts";

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

/** What an earlier build worked out, and this one need not. Which of it is there changes nothing about the result. */
export interface KnownBefore {
  /** By path; of all files of an earlier state, for the same kinds, or empty. */
  readonly across: ReadonlyMap<string, AcrossOfFile>;
  readonly shared: SharedShingles;
}

/** A dataset as its files make it, before it meets what was decided about an earlier one. */
export interface Assembled {
  /** With split and cluster. Near-duplicates are among them, each cluster with its representative. */
  readonly examples: readonly Card[];
  readonly findings: readonly Finding[];
  /** By example id. */
  readonly secrets: ReadonlyMap<string, readonly FoundText[]>;
  /** Clusters with the near-duplicates that are kept for a look. */
  readonly clusters: readonly DuplicateCluster<Card>[];
  readonly counts: AssemblyCounts;
  readonly plan: SplitPlan;
  /** What files say together, for the next build to know. */
  readonly across: ReadonlyMap<string, AcrossOfFile>;
}

export interface AssemblyCounts {
  /** Said the same as another to the letter, and were dropped. */
  readonly exactDuplicates: number;
  /** Say nearly the same as another: kept, but left out of training. */
  readonly nearDuplicates: number;
  /** Beyond the cap of their kind, or of examples of it with the same answer, by kind: dropped. */
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
export async function assemble(
  yields: readonly KeptYield[],
  options: AssembleOptions,
  known: KnownBefore = { across: new Map(), shared: new SharedShingles() },
): Promise<Assembled> {
  const { kinds, commits, states, caps } = options;
  const across = updateAcross(yields, known.across, kinds);
  const ofCommits = proposeAcross([], commits, kinds);
  const commitCards = ofCommits.examples.filter(hasSource).map(cardOf);
  const proposed: Card[] = [];
  for (const { cards } of yields) for (const card of cards) proposed.push(card);
  for (const { path } of yields) for (const card of across.get(path)?.cards ?? []) proposed.push(card);
  for (const card of commitCards) proposed.push(card);
  // The id of a card that nobody asks for is never made.
  const stateOf = (card: Card): ReviewState => (states.size === 0 ? undefined : states.get(card.id)) ?? "proposed";
  const isDecided = (card: Card): boolean => stateOf(card) !== "proposed";
  const signed = (card: Card) => ({ example: card, state: stateOf(card), signature: card.signature });

  // The quick and plentiful first: copies, then what is beyond the caps, and only of what remains what is alike.
  const copies = exactCopies(mayBeCopies(proposed).map(signed));
  const unique = proposed.filter((card) => !copies.has(card) || isDecided(card));
  const fairly = { keeps: isDecided, drawnOf: ({ drawn }: Card) => drawn };
  const varied = fewOfEachAnswer(unique, { ...fairly, answerKeyOf: ({ signature }) => signature.answer.key });
  const { examples: balanced, leftOut } = balance(varied.examples, {
    ...fairly,
    ...(caps && { caps }),
  });
  const clusters = clusterSigned(balanced.map(signed), known.shared);
  const examples = withClusters(balanced, clusters, (card, cluster) => card.placed({ split: card.split, cluster }));
  const nearIds = new Set(clusters.flatMap(({ members }) => members.map(({ example }) => example.id)));
  const plan = splitLabelled(
    examples,
    {
      seed: options.seed,
      frozen: options.frozen,
      isLeftOut: ({ id }) => nearIds.has(id) || states.get(id) === "rejected",
      ...(options.shares && { shares: options.shares }),
    },
    ({ signature }) => signature.question,
  );
  const ids = new Set(examples.map(({ id }) => id));
  return {
    examples: examples.map((card) => withSplit(card, plan.splits.get(card.id))),
    ...(await secretsOf(yields, commitCards, commits, ids)),
    clusters,
    counts: {
      exactDuplicates: proposed.length - unique.length,
      nearDuplicates: nearIds.size,
      leftOut: sumOf(varied.leftOut, leftOut),
      ungrounded: ungroundedCounts([...yields, ofCommits], across),
    },
    plan,
    across,
  };
}

/** Findings of files as they were yielded, and those of commit messages, of the examples that are there. */
async function secretsOf(
  yields: readonly KeptYield[],
  commitCards: readonly Card[],
  commits: readonly CommitFacts[],
  ids: ReadonlySet<string>,
): Promise<Pick<Assembled, "findings" | "secrets">> {
  const held: Pick<FileYield, "findings" | "secrets">[] = [...yields];
  for (const commit of commits) {
    const path = commitPath(commit.commit);
    const own = commitCards.filter(({ source }) => source.path === path).map(exampleOf);
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

function sumOf(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [kind, count] of Object.entries(b)) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}

const withSplit = (card: Card, split: Split | undefined): Card =>
  split === undefined ? card : card.placed({ split, cluster: card.cluster });

function ungroundedCounts(
  counted: readonly { readonly ungrounded: Readonly<Record<string, number>> }[],
  across: ReadonlyMap<string, AcrossOfFile>,
): Record<string, number> {
  const sum: Record<string, number> = {};
  const add = (kind: string, count: number): void => void (sum[kind] = (sum[kind] ?? 0) + count);
  for (const { ungrounded } of counted) for (const [kind, count] of Object.entries(ungrounded)) add(kind, count);
  for (const { ungrounded } of across.values()) for (const { kind } of ungrounded) add(kind, 1);
  return sum;
}
