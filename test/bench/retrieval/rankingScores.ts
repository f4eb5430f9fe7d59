import { type PairedInterval, pairedInterval } from "../../../src/evaluation/paired.ts";
import type { TaskVectors } from "./keptVectors.ts";
import {
  type SearchedPassage,
  searchSystems,
  type SearchSystem,
  SYSTEMS,
  type SystemName,
  TEXT_SYSTEMS,
  textSystems,
  type TextSystemName,
} from "./searchSystems.ts";
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
  /** With the vectors of a model that reads texts. */
  readonly text?: TextRanking;
}

export interface TextRanking {
  readonly scores: Readonly<Record<TextSystemName, RankingScore>>;
  /** Reciprocal ranks over all questions: of its vectors less those of our static ones, … */
  readonly overStatic: PairedInterval;
  /** … and of `model hybrid` less BM25, and less `hybrid`. */
  readonly overBm25: PairedInterval;
  readonly overHybrid: PairedInterval;
}

/** Makes the vectors of a task by a model that reads texts. */
export type VectorsOfTask = (task: RankingTask) => Promise<TaskVectors>;

const DEPTH = 10;

/** Ranks of the one right answer: reciprocal rank, and nDCG with one relevant passage, both cut at ten. */
export async function rankingTable(
  tasks: readonly RankingTask[],
  model: StaticEmbedding,
  vectorsOf?: VectorsOfTask,
): Promise<RankingTable> {
  const ranks = tasks.map((task) => ranksOf(SYSTEMS, searchSystems(task.passages, model), task));
  const scores = scoresOf(SYSTEMS, ranks);
  const all = reciprocalOf(SYSTEMS, ranks);
  return {
    taskCount: tasks.length,
    passageCount: tasks.reduce((sum, { passages }) => sum + passages.length, 0),
    questionCount: tasks.reduce((sum, { questions }) => sum + questions.length, 0),
    scores,
    byTask: Object.fromEntries(
      tasks.map(({ name }, index) => [name, mean((ranks[index]?.hybrid ?? []).map(reciprocalRank))]),
    ),
    overBm25: interval(all.BM25, all.hybrid),
    overFused: interval(all.fused, all.hybrid),
    ...(vectorsOf && { text: await textRanking(tasks, vectorsOf, all) }),
  };
}

async function textRanking(
  tasks: readonly RankingTask[],
  vectorsOf: VectorsOfTask,
  ours: Readonly<Record<SystemName, readonly number[]>>,
): Promise<TextRanking> {
  const ranks: Record<TextSystemName, number[]>[] = [];
  for (const task of tasks) {
    ranks.push(ranksOf(TEXT_SYSTEMS, textSystems(task.passages, await vectorsOf(task)), task));
  }
  const all = reciprocalOf(TEXT_SYSTEMS, ranks);
  return {
    scores: scoresOf(TEXT_SYSTEMS, ranks),
    overStatic: interval(ours.static, all.model),
    overBm25: interval(ours.BM25, all["model hybrid"]),
    overHybrid: interval(ours.hybrid, all["model hybrid"]),
  };
}

/** Of each question, from 1. */
const ranksOf = <Name extends string>(
  names: readonly Name[],
  systems: Readonly<Record<Name, SearchSystem>>,
  { questions }: RankingTask,
): Record<Name, number[]> =>
  byName(names, (name) => questions.map(({ query, answer }) => systems[name](query, DEPTH).indexOf(answer) + 1));

const scoresOf = <Name extends string>(names: readonly Name[], ranks: readonly Record<Name, number[]>[]) =>
  byName(names, (name) => macroMean(ranks.map((task) => scoreOf(task[name]))));

const reciprocalOf = <Name extends string>(names: readonly Name[], ranks: readonly Record<Name, number[]>[]) =>
  byName(names, (name) => ranks.flatMap((task) => task[name].map(reciprocalRank)));

const byName = <Name extends string, T>(names: readonly Name[], value: (name: Name) => T): Record<Name, T> =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, T>;

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
