import { type PairedInterval, pairedInterval } from "../../../src/evaluation/paired.ts";
import { type SearchedPassage, searchSystems, SYSTEMS, type SystemName } from "./searchSystems.ts";
import type { StaticEmbedding } from "../../../src/retrieval/vectors/staticEmbedding.ts";

/** Passages with the questions that one of them answers. */
export interface RankingTask {
  readonly name: string;
  readonly passages: readonly SearchedPassage[];
  /** `answer` is the number of the passage. */
  readonly questions: readonly { readonly query: string; readonly answer: number }[];
}

export interface RankingScore {
  readonly mrr10: number;
  readonly ndcg10: number;
  readonly recall1: number;
  readonly recall10: number;
}

export interface RankingTable {
  readonly taskCount: number;
  readonly passageCount: number;
  readonly questionCount: number;
  /** Means over tasks of the means over a task's questions. */
  readonly scores: Readonly<Record<SystemName, RankingScore>>;
  /** MRR@10 of the product, by task. */
  readonly byTask: Readonly<Record<string, number>>;
  /** Reciprocal ranks of `hybrid` less those of BM25 and of `fused`, over all questions. */
  readonly overBm25: PairedInterval;
  readonly overFused: PairedInterval;
}

const DEPTH = 10;

/** Ranks of the one right answer: reciprocal rank, and nDCG with one relevant passage, both cut at ten. */
export function rankingTable(tasks: readonly RankingTask[], model: StaticEmbedding): RankingTable {
  const ranks = tasks.map(({ passages, questions }) => {
    const systems = searchSystems(passages, model);
    return bySystem((name) => questions.map(({ query, answer }) => systems[name](query, DEPTH).indexOf(answer) + 1));
  });
  const reciprocal = (name: SystemName) => ranks.flatMap((task) => task[name].map(reciprocalRank));
  return {
    taskCount: tasks.length,
    passageCount: tasks.reduce((sum, { passages }) => sum + passages.length, 0),
    questionCount: tasks.reduce((sum, { questions }) => sum + questions.length, 0),
    scores: bySystem((name) => macroMean(ranks.map((task) => scoreOf(task[name])))),
    byTask: Object.fromEntries(
      tasks.map(({ name }, index) => [name, mean((ranks[index]?.hybrid ?? []).map(reciprocalRank))]),
    ),
    overBm25: interval(reciprocal("BM25"), reciprocal("hybrid")),
    overFused: interval(reciprocal("fused"), reciprocal("hybrid")),
  };
}

const bySystem = <T>(value: (name: SystemName) => T): Record<SystemName, T> =>
  Object.fromEntries(SYSTEMS.map((name) => [name, value(name)])) as Record<SystemName, T>;

/** 0 stands for not found. */
const reciprocalRank = (rank: number): number => (rank === 0 ? 0 : 1 / rank);

function scoreOf(ranks: readonly number[]): RankingScore {
  return {
    mrr10: mean(ranks.map(reciprocalRank)),
    ndcg10: mean(ranks.map((rank) => (rank === 0 ? 0 : 1 / Math.log2(1 + rank)))),
    recall1: mean(ranks.map((rank) => (rank === 1 ? 1 : 0))),
    recall10: mean(ranks.map((rank) => (rank === 0 ? 0 : 1))),
  };
}

function macroMean(scores: readonly RankingScore[]): RankingScore {
  const of = (key: keyof RankingScore) => mean(scores.map((score) => score[key]));
  return { mrr10: of("mrr10"), ndcg10: of("ndcg10"), recall1: of("recall1"), recall10: of("recall10") };
}

/** `pairedInterval` is of losses a token; a question is one token whose loss is the reciprocal rank. */
function interval(before: readonly number[], after: readonly number[]): PairedInterval {
  return pairedInterval(before.map((baseNll, index) => ({ baseNll, tunedNll: after[index] ?? 0, tokenCount: 1 })));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
