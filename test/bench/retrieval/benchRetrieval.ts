import { getEmbedding } from "../../../src/app/models/embeddings.ts";
import { formatBytes, formatTable } from "../../../src/cli/format.ts";
import { openEmbedder } from "../../../src/inference/embedder.ts";
import { loadStaticModel } from "../../../src/workspaceIndex/staticModel.ts";
import { type IndexFigures, measureIndex } from "./measureIndex.ts";
import { keptVectors } from "./keptVectors.ts";
import { type RankingScore, type RankingTable, rankingTable, type VectorsOfTask } from "./rankingScores.ts";
import { SYSTEMS, TEXT_SYSTEMS, type TextSystemName } from "./searchSystems.ts";
import {
  CONFIRMING_MANUALS,
  CONFIRMING_PACKAGES,
  REPORT_MANUALS,
  REPORT_PACKAGES,
  TUNING_MANUALS,
  TUNING_PACKAGES,
} from "./sourcePackages.ts";
import { codeSearchTasks, documentationTasks } from "./tasks.ts";

export interface RetrievalFigures {
  /** Of the product on code search, the plain variant. */
  readonly mrr10: number;
  readonly ndcg10: number;
  readonly queryP95Ms: number | undefined;
  readonly reindexOneFileMs: number | undefined;
  readonly codeSearch: RankingTable;
  readonly maskedCodeSearch: RankingTable;
  readonly documentation: RankingTable;
  readonly index: IndexFigures | undefined;
  /** The embedding of the catalogue that was measured too. */
  readonly with: string | undefined;
}

export interface RetrievalBench {
  /** `tuning`: on which constants are set; `confirming`: that were looked at once, after all that. */
  readonly packages: "tuning" | "reported" | "confirming";
  /** Also index and search 10,000 files. */
  readonly speed: boolean;
  /** An embedding of the catalogue to measure beside our own; fetched if need be. */
  readonly with?: string | undefined;
  readonly report: (line: string) => void;
}

export async function benchRetrieval({
  packages: chosen,
  speed,
  with: other,
  report,
}: RetrievalBench): Promise<RetrievalFigures> {
  const model = await loadStaticModel();
  const vectorsOf = other === undefined ? undefined : await vectorsBy(other, report);
  const [packages, manuals] = PACKAGES[chosen];
  report(`finding functions by their doc comments in ${packages.map(({ name }) => name).join(", ")}`);
  const tasks = await codeSearchTasks(packages, "plain");
  const codeSearch = await rankingTable(tasks, model, vectorsOf);
  report(`finding sections by their headings in ${manuals.map(({ name }) => name).join(", ")}`);
  const documentation = await rankingTable(await documentationTasks(manuals), model, vectorsOf);
  report("functions once more, with names masked");
  const maskedCodeSearch = await rankingTable(await codeSearchTasks(packages, "masked"), model, vectorsOf);
  const queries = everyNth(tasks.flatMap(({ questions }) => questions.map(({ query }) => query)));
  const index = speed ? await measureIndex(queries, report) : undefined;
  const { mrr10, ndcg10 } = codeSearch.scores.hybrid;
  return {
    mrr10,
    ndcg10,
    queryP95Ms: index?.queryP95Ms,
    reindexOneFileMs: index?.reindexOneFileMs,
    codeSearch,
    maskedCodeSearch,
    documentation,
    index,
    with: other,
  };
}

async function vectorsBy(name: string, report: (line: string) => void): Promise<VectorsOfTask> {
  const { choice } = await getEmbedding(name);
  return keptVectors(choice, await openEmbedder(choice), report);
}

const PACKAGES = {
  tuning: [TUNING_PACKAGES, TUNING_MANUALS],
  reported: [REPORT_PACKAGES, REPORT_MANUALS],
  confirming: [CONFIRMING_PACKAGES, CONFIRMING_MANUALS],
} as const;

const SAMPLED_QUERIES = 100;

/** A hundred from all over the list. */
function everyNth(queries: readonly string[]): string[] {
  const step = Math.max(1, Math.floor(queries.length / SAMPLED_QUERIES));
  return queries.filter((_, index) => index % step === 0);
}

/** The figures as tables for people. */
export function describeRetrieval(figures: RetrievalFigures): string {
  const { codeSearch, maskedCodeSearch, documentation, index, with: other = "" } = figures;
  return [
    describeTable("Code search", codeSearch, other),
    describeTable("Code search, names masked", maskedCodeSearch, other),
    describeTable("Documentation questions", documentation, other),
    ...(index === undefined ? [] : [describeIndex(index)]),
  ].join("\n\n");
}

function describeTable(title: string, table: RankingTable, other: string): string {
  const { overBm25, overFused, text } = table;
  const interval = ({ difference, low, high }: typeof overBm25) =>
    `${difference.toFixed(3)} (95 % ${low.toFixed(3)} to ${high.toFixed(3)})`;
  const row = (name: string, { mrr10, recall1, recall10, ndcg10 }: RankingScore) => [
    name,
    ...[mrr10, recall1, recall10, ndcg10].map((value) => value.toFixed(3)),
  ];
  const nameOf = (name: TextSystemName) => name.replace("model", other);
  return [
    `${title}: ${table.questionCount} questions, ${table.passageCount} passages, mean over ${table.taskCount} packages`,
    formatTable([
      ["", "MRR@10", "R@1", "R@10", "nDCG@10"],
      ...SYSTEMS.map((name) => row(name, table.scores[name])),
      ...(text === undefined ? [] : TEXT_SYSTEMS.map((name) => row(nameOf(name), text.scores[name]))),
    ]),
    Object.entries(table.byTask)
      .map(([name, mrr10]) => `${name} ${mrr10.toFixed(3)}`)
      .join(", "),
    `hybrid less BM25, over all questions: ${interval(overBm25)}; less fused: ${interval(overFused)}`,
    ...(text === undefined
      ? []
      : [
          `${other} less static: ${interval(text.overStatic)}; ${nameOf("model hybrid")} less BM25: ` +
            `${interval(text.overBm25)}, less hybrid: ${interval(text.overHybrid)}`,
        ]),
  ].join("\n");
}

function describeIndex(figures: IndexFigures): string {
  const share = (figures.keywordBytes / figures.textBytes) * 100;
  return formatTable([
    ["files, passages", `${figures.fileCount}, ${figures.passageCount}`],
    ["searchable by keyword after", `${figures.keywordSeconds.toFixed(1)} s`],
    [
      "with vectors after",
      `${figures.totalSeconds.toFixed(1)} s (CPU of this process ${figures.cpuSeconds.toFixed(1)} s)`,
    ],
    [
      "index",
      `${formatBytes(figures.keywordBytes)}, ${share.toFixed(0)} % of ${formatBytes(figures.textBytes)} of text`,
    ],
    ["vectors", formatBytes(figures.vectorBytes)],
    ["one edit until committed", `${figures.reindexOneFileMs.toFixed(0)} ms`],
    [
      "ranking, median and p95",
      `${figures.queryP50Ms.toFixed(1)} and ${figures.queryP95Ms.toFixed(1)} ms at ${figures.rankedPassages} passages`,
    ],
    ["whole search, p95", `${figures.searchP95Ms.toFixed(1)} ms at ${figures.passageCount} passages`],
  ]);
}
