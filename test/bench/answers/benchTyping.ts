import type { SearchHit } from "../../../src/core/search.ts";
import type { Source } from "../../../src/core/groundedAnswer.ts";
import { candidateHits, chooseSources, SOURCE_TOKENS } from "../../../src/retrieval/grounding/chooseSources.ts";
import { loadStaticModel } from "../../../src/workspaceIndex/staticModel.ts";
import type { RankingTask } from "../retrieval/rankingScores.ts";
import { productSearch, type SearchedPassage } from "../retrieval/searchSystems.ts";
import { REPORT_MANUALS, REPORT_PACKAGES } from "../retrieval/sourcePackages.ts";
import { codeSearchTasks, documentationTasks } from "../retrieval/tasks.ts";
import { hitOf, lineOf, measured, sampled } from "./groundedHits.ts";

export interface TypingFigures {
  readonly questions: number;
  /** Share of the questions whose passage is among the sources, asked at once. */
  readonly goldAtOnce: number;
  /** The same where the model has read along, word by word, and had time to read all that it was shown. */
  readonly goldTyped: number;
  /** Of the sources' tokens, those that the model has read before the last word. */
  readonly knownShare: number;
}

const DEPTH = 10;

/** What it costs in found passages that those are preferred which a model has read while a question was typed. */
export async function benchTyping(
  perTask: number,
  report: (line: string) => void,
): Promise<Readonly<Record<"code" | "manuals", TypingFigures>>> {
  const model = await loadStaticModel();
  const figuresOf = (tasks: readonly RankingTask[]): TypingFigures => {
    const trials = tasks.flatMap(({ name, passages, questions }) => {
      const search = productSearch(passages, model);
      report(`${name}: ${passages.length} passages, ${Math.min(perTask, questions.length)} questions`);
      return sampled(questions, perTask).map(({ query, answer }) => typedTrial(passages, search, query, answer));
    });
    const share = (of: (trial: Trial) => number) => trials.reduce((sum, trial) => sum + of(trial), 0) / trials.length;
    return {
      questions: trials.length,
      goldAtOnce: share(({ isInRanked }) => Number(isInRanked)),
      goldTyped: share(({ isInTyped }) => Number(isInTyped)),
      knownShare: share(({ knownShare }) => knownShare),
    };
  };
  return {
    code: figuresOf(await codeSearchTasks(REPORT_PACKAGES, "plain")),
    manuals: figuresOf(await documentationTasks(REPORT_MANUALS)),
  };
}

interface Trial {
  readonly isInRanked: boolean;
  readonly isInTyped: boolean;
  readonly knownShare: number;
}

function typedTrial(
  passages: readonly SearchedPassage[],
  search: ReturnType<typeof productSearch>,
  query: string,
  answer: number,
): Trial {
  const find = (text: string): SearchHit[] =>
    search(text, DEPTH).docs.map(({ doc, score, similarity }) => hitOf(passages, doc, { score, similarity }));
  const choose = (hits: readonly SearchHit[], shown: readonly Source[], others: "best first" | "best last") =>
    chooseSources(candidateHits(hits, shown).map(measured), SOURCE_TOKENS, { shown, others });
  const words = query.split(/\s+/);
  let shown: readonly Source[] = [];
  for (let count = 1; count < words.length; count++) {
    shown = choose(find(words.slice(0, count).join(" ")), shown, "best first");
  }
  const hits = find(query);
  const typed = choose(hits, shown, "best last");
  const isGold = ({ startLine }: Source): boolean => startLine === lineOf(answer);
  const changed = typed.findIndex(({ startLine }, index) => shown[index]?.startLine !== startLine);
  const known = typed.slice(0, changed < 0 ? typed.length : changed);
  const lengthOf = (sources: readonly Source[]) => sources.reduce((sum, { text }) => sum + text.length, 0);
  return {
    isInRanked: choose(hits, [], "best last").some(isGold),
    isInTyped: typed.some(isGold),
    knownShare: lengthOf(known) / Math.max(1, lengthOf(typed)),
  };
}

export const describeTyping = (figures: Awaited<ReturnType<typeof benchTyping>>): string =>
  (["code", "manuals"] as const)
    .map((name) => {
      const { questions, goldAtOnce, goldTyped, knownShare } = figures[name];
      return (
        `${name}: ${questions} questions; passage among the sources ${goldAtOnce.toFixed(3)} asked at once, ` +
        `${goldTyped.toFixed(3)} typed; ${(knownShare * 100).toFixed(0)} % of the sources known before the last word`
      );
    })
    .join("\n");
