import { UserError } from "../../base/errors.ts";
import type { Example, Split } from "../../core/example.ts";
import type { AdapterUse } from "../../core/generation.ts";
import type { SearchHit, SearchResult } from "../../core/search.ts";
import { fairOrder } from "../../curation/propose/balance.ts";
import { startInference, type StartInference } from "../answers/answers.ts";
import { chooseExamples } from "../runs/evaluateRun.ts";
import type { StoredRun } from "../../storage/runFolder.ts";
import { openRetriever, type StartRetriever, startRetriever } from "../search/retriever.ts";
import { loadSplitExamples } from "../datasets/trainingData.ts";
import { openTunedModel } from "../runs/tunedModel.ts";
import { type Askable, askableOf } from "./askable.ts";
import { compareTrials, type MeasuredDifference } from "./answerMeasures.ts";
import { askInFourWays, type AnswerTask, type AnswerTrial } from "./answerTrials.ts";
import { findCase } from "./proposeGrounded.ts";

export interface EvaluateGroundedRequest {
  /** The workspace; its files are what is retrieved from. */
  readonly folder: string;
  readonly runId: string;
  /** Defaults to the test split, or validation where the run has no test examples. */
  readonly split?: Split;
  /** Strength of the adapter. Defaults to 1. */
  readonly scale?: number;
  /** At most so many questions, of as many files as there are. Defaults to 100. */
  readonly limit?: number;
}

export interface GroundedEvaluation {
  readonly runId: string;
  readonly split: Split;
  readonly questionCount: number;
  /** Held-out questions that were not asked: their passage is not in the files as they are now, or was not found. */
  readonly unfoundCount: number;
  /** Share of the questions for which search put a passage that answers among the sources. */
  readonly retrievedShare: number;
  readonly measures: readonly MeasuredDifference[];
  readonly questions: readonly EvaluatedQuestion[];
}

export interface EvaluatedQuestion {
  readonly id: string;
  readonly question: string;
  readonly reference: string;
  readonly base: AnswerTrial;
  readonly tuned: AnswerTrial;
}

export interface EvaluateGroundedOptions {
  readonly signal: AbortSignal;
  /** Questions answered, of both models together. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Of an evaluation that was ended before. Defaults to none. */
  readonly kept?: KeptTrials;
  readonly startInference?: StartInference;
  readonly startRetriever?: StartRetriever;
}

/** Trials of an evaluation, kept so that it can go on where it was ended. */
export interface KeptTrials {
  get(key: string): AnswerTrial | undefined;
  keep(key: string, trial: AnswerTrial): void;
}

const DEFAULT_LIMIT = 100;
/** As deep as a distractor is looked for. */
const SEARCHED = 40;

/**
 * Base and tuned model on questions that the run has not seen, each without sources, with the passage that answers given,
 * with what search finds, and with that passage removed.
 *
 * @throws UserError `run/…`, `dataset/…`, `evaluation/empty`, `evaluation/no-questions`, `index/…`, `inference/…`; the
 * signal's reason.
 */
export async function evaluateGrounded(
  request: EvaluateGroundedRequest,
  options: EvaluateGroundedOptions,
): Promise<GroundedEvaluation> {
  const { folder, runId, scale = 1, limit = DEFAULT_LIMIT } = request;
  const { signal, onProgress, kept } = options;
  const { run, modelPath, adapterPath, tunedPath } = await openTunedModel(folder, runId, signal);
  const { record } = run;
  const { split, tasks, unfoundCount } = await heldOutTasks(folder, run, request.split, limit, options);
  await using inference = (options.startInference ?? startInference)();
  const { template } = record.config;
  let done = 0;
  const trialsOf = async (
    side: "base" | "tuned",
    path: string,
    adapter: AdapterUse | undefined,
  ): Promise<AnswerTrial[]> => {
    const model = await inference.functions["model/load"]({ modelPath: path, template }, signal, () => undefined);
    const trials: AnswerTrial[] = [];
    for (const task of tasks) {
      signal.throwIfAborted();
      const key = `${side} ${task.example.id}`;
      const known = kept?.get(key);
      const trial = known ?? (await askInFourWays(task, { inference: inference.functions, model }, adapter, signal));
      if (known === undefined) kept?.keep(key, trial);
      trials.push(trial);
      onProgress?.(++done, 2 * tasks.length);
    }
    return trials;
  };
  const base = await trialsOf("base", modelPath, undefined);
  const tuned = await trialsOf(
    "tuned",
    tunedPath,
    adapterPath === undefined ? undefined : { path: adapterPath, scale },
  );
  return {
    runId: record.id,
    split,
    questionCount: tasks.length,
    unfoundCount,
    retrievedShare: base.filter(({ retrieved }) => retrieved.hasGold).length / base.length,
    measures: compareTrials(base, tuned),
    questions: tasks.flatMap((task, index): EvaluatedQuestion[] => {
      const [before, after] = [base[index], tuned[index]];
      if (before === undefined || after === undefined) return [];
      const { example, question, statements } = task;
      return [{ id: example.id, question, reference: statements.join(" "), base: before, tuned: after }];
    }),
  };
}

/**
 * The held-out questions of a run, each with the passage that answers it and what search finds.
 *
 * @throws UserError `dataset/…`, `evaluation/empty`, `evaluation/no-questions`, `index/…`; the signal's reason.
 */
export async function heldOutTasks(
  folder: string,
  { record, paths }: StoredRun,
  wanted: Split | undefined,
  limit: number,
  options: Pick<EvaluateGroundedOptions, "signal" | "startRetriever">,
): Promise<{ split: Split; tasks: AnswerTask[]; unfoundCount: number }> {
  const loaded = await loadSplitExamples(paths.dataset, record.config.seed, options.signal);
  const { split, examples } = chooseExamples(loaded, wanted === undefined ? {} : { split: wanted });
  const found = await tasksOf(folder, examples, limit, options);
  if (found.tasks.length === 0) throw noQuestions(split, examples.length);
  return { split, ...found };
}

async function tasksOf(
  folder: string,
  examples: readonly Example[],
  limit: number,
  { signal, startRetriever: start = startRetriever }: Pick<EvaluateGroundedOptions, "signal" | "startRetriever">,
): Promise<{ tasks: AnswerTask[]; unfoundCount: number }> {
  await using retriever = openRetriever(folder, start);
  await retriever.update({ signal });
  const search = (query: string): Promise<SearchResult> => retriever.search({ query, kind: "hybrid", limit: SEARCHED });
  const hitsOf = async (query: string): Promise<readonly SearchHit[]> => (await search(query)).hits;
  const tasks: AnswerTask[] = [];
  let unfoundCount = 0;
  for (const asked of distinctQuestions(fairOrder(examples))) {
    if (tasks.length >= limit) break;
    signal.throwIfAborted();
    const found = await findCase(asked, hitsOf);
    if (found === undefined || found.distractors.length === 0) unfoundCount += 1;
    else tasks.push({ ...found, found: await search(asked.question) });
  }
  return { tasks, unfoundCount };
}

/** A question and the grounded example that was made of it are one. */
function distinctQuestions(examples: readonly Example[]): Askable[] {
  const byQuestion = new Map<string, Askable>();
  for (const asked of examples.flatMap((example) => askableOf(example) ?? [])) {
    const key = `${asked.example.source.path}\n${asked.question}`;
    if (!byQuestion.has(key)) byQuestion.set(key, asked);
  }
  return [...byQuestion.values()];
}

const noQuestions = (split: Split, count: number): UserError =>
  new UserError(
    "evaluation/no-questions",
    `none of the ${count} ${split} examples asks something that a passage of the folder's files answers`,
    "Train on a dataset with sections, doc comments or grounded examples, in the folder whose files it is of.",
  );
