import { formatBytes, formatTable } from "../../../src/cli/format.ts";
import { loadStaticModel } from "../../../src/workspaceIndex/staticModel.ts";
import { type IndexFigures, measureIndex } from "./measureIndex.ts";
import { type RankingTable, rankingTable } from "./rankingScores.ts";
import { SYSTEMS } from "./searchSystems.ts";
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
}

export interface RetrievalBench {
  /** `tuning`: on which constants are set; `confirming`: that were looked at once, after all that. */
  readonly packages: "tuning" | "reported" | "confirming";
  /** Also index and search 10,000 files. */
  readonly speed: boolean;
  readonly report: (line: string) => void;
}

export async function benchRetrieval({ packages: chosen, speed, report }: RetrievalBench): Promise<RetrievalFigures> {
  const model = await loadStaticModel();
  const [packages, manuals] = PACKAGES[chosen];
  report(`finding functions by their doc comments in ${packages.map(({ name }) => name).join(", ")}`);
  const tasks = await codeSearchTasks(packages, "plain");
  const codeSearch = rankingTable(tasks, model);
  report("the same with names masked");
  const maskedCodeSearch = rankingTable(await codeSearchTasks(packages, "masked"), model);
  report(`finding sections by their headings in ${manuals.map(({ name }) => name).join(", ")}`);
  const documentation = rankingTable(await documentationTasks(manuals), model);
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
  };
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
export function describeRetrieval({ codeSearch, maskedCodeSearch, documentation, index }: RetrievalFigures): string {
  return [
    describeTable("Code search", codeSearch),
    describeTable("Code search, names masked", maskedCodeSearch),
    describeTable("Documentation questions", documentation),
    ...(index === undefined ? [] : [describeIndex(index)]),
  ].join("\n\n");
}

function describeTable(title: string, table: RankingTable): string {
  const { overBm25, overFused } = table;
  const interval = ({ difference, low, high }: typeof overBm25) =>
    `${difference.toFixed(3)} (95 % ${low.toFixed(3)} to ${high.toFixed(3)})`;
  return [
    `${title}: ${table.questionCount} questions, ${table.passageCount} passages, mean over ${table.taskCount} packages`,
    formatTable([
      ["", "MRR@10", "R@1", "R@10", "nDCG@10"],
      ...SYSTEMS.map((name) => {
        const { mrr10, recall1, recall10, ndcg10 } = table.scores[name];
        return [name, ...[mrr10, recall1, recall10, ndcg10].map((value) => value.toFixed(3))];
      }),
    ]),
    Object.entries(table.byTask)
      .map(([name, mrr10]) => `${name} ${mrr10.toFixed(3)}`)
      .join(", "),
    `hybrid less BM25, over all questions: ${interval(overBm25)}; less fused: ${interval(overFused)}`,
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
