import { at } from "../../../src/base/at.ts";
import { candidateHits, chooseSources, SOURCE_TOKENS } from "../../../src/retrieval/grounding/chooseSources.ts";
import { GATE, type GateFeatures, gateFeatures, likelihoodOf } from "../../../src/retrieval/grounding/judgeEvidence.ts";
import { loadStaticModel } from "../../../src/workspaceIndex/staticModel.ts";
import type { RankingTask } from "../retrieval/rankingScores.ts";
import { productSearch } from "../retrieval/searchSystems.ts";
import { REPORT_MANUALS, REPORT_PACKAGES, TUNING_MANUALS, TUNING_PACKAGES } from "../retrieval/sourcePackages.ts";
import { codeSearchTasks, documentationTasks } from "../retrieval/tasks.ts";
import { hitOf, lineOf, measured, sampled } from "./groundedHits.ts";

/** One question as it was put to the gate. */
interface Trial {
  /** `whole`: as it is; `removed`: the passage that answers it is hidden; `foreign`: asked of another package. */
  readonly variant: "whole" | "removed" | "foreign";
  readonly features: GateFeatures;
  /** The passage that answers it is among the sources. */
  readonly isAnswered: boolean;
}

export type GateFigures = Readonly<Record<string, number>>;

const DEPTH = 10;

/**
 * Fits the gate on tuning packages and manuals, and counts the errors of the constants in the source on others: false
 * abstentions among questions whose gold passage was among the sources, false answers among those whose gold was removed and
 * among those asked of a package that knows nothing of them.
 */
export async function calibrateGate(perTask: number, report: (line: string) => void): Promise<GateFigures> {
  const tuningManuals = await documentationTasks(TUNING_MANUALS);
  const tuningTasks = [...(await codeSearchTasks(TUNING_PACKAGES, "plain")), ...tuningManuals];
  const tuning = await trialsOf(tuningTasks, tuningTasks, perTask, report);
  const fitted = fit(tuning);
  const mean = tuning.reduce((sum, { features }) => sum + features.similarity, 0) / tuning.length;
  report(`mean similarity ${mean.toFixed(2)}; auc ${areaUnderCurve(tuning, fitted).toFixed(3)}`);
  report(`fitted: ${JSON.stringify(fitted)}`);
  for (const threshold of [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6]) {
    report(
      `tuning at ${threshold}: ${JSON.stringify(errorsOf(tuning, (of) => likelihoodOf(of, fitted) >= threshold))}`,
    );
  }
  const figures: Record<string, number> = {
    ...fitted,
    threshold: GATE.threshold,
    tuningQuestions: countQuestions(tuning),
  };
  const code = await codeSearchTasks(REPORT_PACKAGES, "plain");
  const manuals = await documentationTasks(REPORT_MANUALS);
  for (const [name, tasks, foreign] of [
    ["code", code, code],
    // One of the manuals is long enough to be asked about, so others ask it.
    ["manuals", manuals, [...manuals, ...tuningManuals]],
  ] as const) {
    const trials = await trialsOf(tasks, foreign, perTask, report);
    const errors = errorsOf(trials, (features) => likelihoodOf(features) >= GATE.threshold);
    figures[`${name} questions`] = countQuestions(trials);
    for (const [error, share] of Object.entries(errors)) figures[`${name} ${error}`] = share;
    figures[`${name} auc`] = areaUnderCurve(trials);
  }
  return figures;
}

const countQuestions = (trials: readonly Trial[]): number => trials.filter(({ variant }) => variant === "whole").length;

/**
 * Each question three times: as it is, with the passage that answers it taken out of what was found, and of another package.
 *
 * @param foreign begins with `tasks`, and has others: each is asked the questions of the one after it.
 */
async function trialsOf(
  tasks: readonly RankingTask[],
  foreign: readonly RankingTask[],
  perTask: number,
  report: (line: string) => void,
): Promise<Trial[]> {
  const model = await loadStaticModel();
  const trials: Trial[] = [];
  for (const [index, { name, passages, questions }] of tasks.entries()) {
    const search = productSearch(passages, model);
    const put = (variant: Trial["variant"], query: string, answer: number): void => {
      const { docs, terms } = search(query, DEPTH + 1);
      const found = docs.filter(({ doc }) => variant === "whole" || doc !== answer).slice(0, DEPTH);
      const hits = found.map(({ doc, score, similarity }) => hitOf(passages, doc, { score, similarity }));
      const sources = chooseSources(candidateHits(hits).map(measured), SOURCE_TOKENS);
      const isAnswered = sources.some(({ startLine }) => startLine === lineOf(answer));
      const { features } = gateFeatures({ hits, terms, passageCount: passages.length }, sources);
      trials.push({ variant, features, isAnswered });
    };
    for (const { query, answer } of sampled(questions, perTask)) {
      put("whole", query, answer);
      put("removed", query, answer);
    }
    const others = at(foreign, (index + 1) % foreign.length).questions;
    for (const { query } of sampled(others, perTask)) put("foreign", query, -1);
    report(`${name}: ${passages.length} passages, ${Math.min(perTask, questions.length)} questions`);
  }
  return trials;
}

const FEATURES = ["coverage", "unseen", "margin", "similarity"] as const;
const zeros = () => ({ bias: 0, coverage: 0, unseen: 0, margin: 0, similarity: 0 });
type Weights = Readonly<Record<"bias" | keyof GateFeatures, number>>;

/** Logistic regression by gradient descent; both answers weigh the same. */
function fit(trials: readonly Trial[]): Weights {
  const positives = trials.filter(({ isAnswered }) => isAnswered).length;
  const weights = zeros();
  for (let step = 0; step < 4000; step++) {
    const gradient = zeros();
    for (const { features, isAnswered } of trials) {
      const share = 0.5 / (isAnswered ? positives : trials.length - positives);
      const error = share * (likelihoodOf(features, weights) - (isAnswered ? 1 : 0));
      gradient.bias += error;
      for (const name of FEATURES) gradient[name] += error * features[name];
    }
    for (const name of ["bias", ...FEATURES] as const) weights[name] -= 4 * gradient[name];
  }
  return weights;
}

type Errors = Readonly<Record<"falseAbstentions" | "falseAnswersRemoved" | "falseAnswersForeign", number>>;

function errorsOf(trials: readonly Trial[], answers: (features: GateFeatures) => boolean): Errors {
  const share = (of: (trial: Trial) => boolean, isWrong: (trial: Trial) => boolean): number => {
    const those = trials.filter(of);
    return those.filter(isWrong).length / Math.max(1, those.length);
  };
  return {
    falseAbstentions: share(
      ({ isAnswered }) => isAnswered,
      ({ features }) => !answers(features),
    ),
    falseAnswersRemoved: share(
      ({ variant }) => variant === "removed",
      ({ features }) => answers(features),
    ),
    falseAnswersForeign: share(
      ({ variant }) => variant === "foreign",
      ({ features }) => answers(features),
    ),
  };
}

/** How often the gate holds a question with its gold passage for likelier than one without. */
function areaUnderCurve(trials: readonly Trial[], weights: Weights = GATE): number {
  const scored = trials.map(({ features, isAnswered }) => ({ score: likelihoodOf(features, weights), isAnswered }));
  const wrong = scored.filter(({ isAnswered }) => !isAnswered).map(({ score }) => score);
  const right = scored.filter(({ isAnswered }) => isAnswered).map(({ score }) => score);
  let wins = 0;
  for (const a of right) for (const b of wrong) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / Math.max(1, right.length * wrong.length);
}
