import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { resolveConfig } from "../core/presets.ts";
import type { TrainingConfig } from "../core/run.ts";
import { workspaceAt } from "../storage/workspace.ts";
import { compare, type AnswerPiece, type Comparison } from "./answers.ts";
import { buildDataset, type BuiltDataset, type BuildProgress, saveDataset } from "./dataset.ts";
import { defaultModel } from "./defaults.ts";
import { evaluateRun, type RunEvaluation } from "./evaluateRun.ts";
import { answerOf, heldOutExamples, promptOf } from "./heldOutExamples.ts";
import { getModel, type ModelOptions, type ReadyModel } from "./models.ts";
import { prepareFolder } from "./prepareFolder.ts";
import { type RunOptions, type RunOutcome, startRun } from "./runs.ts";

export interface DemoRequest {
  /** The folder to learn from. */
  readonly folder: string;
  /** A first look within three minutes instead of the whole demonstration within ten. */
  readonly quick: boolean;
  /** Defaults to the default model. */
  readonly model?: string | undefined;
}

/** What is heard of the demonstration while it goes on. */
export interface DemoWatcher {
  readonly onStage: (stage: DemoStage) => void;
  readonly onModel: NonNullable<ModelOptions["onProgress"]>;
  readonly onFile: (progress: BuildProgress) => void;
  readonly onDataset: (dataset: BuiltDataset, path: string) => void;
  readonly onStart: NonNullable<RunOptions["onStart"]>;
  readonly onEvent: NonNullable<RunOptions["onEvent"]>;
  readonly onTrained: (outcome: RunOutcome) => void;
  readonly onEvaluating: (fraction: number) => void;
  readonly onEvaluated: (evaluation: RunEvaluation) => void;
  readonly onAnswer: (piece: AnswerPiece) => void;
}

export type DemoStage = "model" | "dataset" | "training" | "evaluation" | "questions";

export interface DemoResult {
  readonly model: ReadyModel;
  readonly datasetPath: string;
  readonly outcome: RunOutcome;
  readonly evaluation: RunEvaluation;
  readonly questions: readonly DemoQuestion[];
}

export interface DemoQuestion {
  readonly question: string;
  /** What the file says. */
  readonly reference: string;
  readonly path: string;
  readonly base: string;
  readonly tuned: string;
}

interface Pace {
  readonly config: Readonly<Partial<TrainingConfig>>;
  /** Training ends here on slow machines, with the best adapter so far. */
  readonly trainingMs: number;
  readonly evaluatedExamples: number;
  readonly answerTokens: number;
}

/** What two cores do in the time promised, with half of it to spare. */
const PACES: Readonly<Record<"quick" | "whole", Pace>> = {
  quick: {
    config: { maxSteps: 30, validateEvery: 10 },
    trainingMs: 90_000,
    evaluatedExamples: 60,
    answerTokens: 64,
  },
  whole: {
    config: { maxSteps: 160, validateEvery: 20 },
    trainingMs: 6 * 60_000,
    evaluatedExamples: 200,
    answerTokens: 96,
  },
};

const QUESTION_COUNT = 3;

/** Espalier's own source folder, or undefined where only its programs are installed. */
export function ownSourceFolder(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return existsSync(join(folder, "src", "cli.ts")) ? folder : undefined;
  }
  return undefined;
}

/**
 * The main job from one end to the other: a model, a dataset of a folder's files, a run, and what became better.
 * Throws what each of its steps throws, and the signal's reason.
 */
export async function runDemo(request: DemoRequest, watcher: DemoWatcher, signal: AbortSignal): Promise<DemoResult> {
  const { folder, quick, model: modelName = defaultModel } = request;
  const pace = PACES[quick ? "quick" : "whole"];

  watcher.onStage("model");
  const model = await getModel(modelName, { signal, onProgress: watcher.onModel });

  watcher.onStage("dataset");
  const datasetPath = await buildDemoDataset(folder, watcher, signal);

  watcher.onStage("training");
  const config = resolveConfig("quick", { batchSize: 8, learningRate: 5e-4, patience: 0, ...pace.config });
  const outcome = await startRun(
    { folder, datasetPath, model, modelName, preset: "quick", config },
    {
      signal: AbortSignal.any([signal, AbortSignal.timeout(pace.trainingMs)]),
      onStart: watcher.onStart,
      onEvent: watcher.onEvent,
    },
  );
  watcher.onTrained(outcome);
  signal.throwIfAborted();

  watcher.onStage("evaluation");
  const runId = outcome.run.record.id;
  const evaluation = await evaluateRun(
    { folder, runId, limit: pace.evaluatedExamples },
    { signal, onProgress: watcher.onEvaluating },
  );
  watcher.onEvaluated(evaluation);

  watcher.onStage("questions");
  const questions = await askBoth(outcome, folder, pace, watcher, signal);
  return { model, datasetPath, outcome, evaluation, questions };
}

/** Documentation and commented code; tests are left out, because they say little about themselves. */
async function buildDemoDataset(folder: string, watcher: DemoWatcher, signal: AbortSignal): Promise<string> {
  const dataset = await buildDataset(
    {
      root: folder,
      exclude: ["/test", "*.test.*"],
      kinds: ["section", "doc-comment"],
      splitShares: { train: 0.85, validation: 0.05, test: 0.1 },
      seed: 0,
    },
    watcher.onFile,
    signal,
  );
  const path = join(workspaceAt(folder).datasetsFolder, "demo.jsonl");
  await prepareFolder(folder);
  await saveDataset(path, dataset.examples, signal);
  watcher.onDataset(dataset, path);
  return path;
}

async function askBoth(
  { run }: RunOutcome,
  folder: string,
  pace: Pace,
  { onAnswer }: DemoWatcher,
  signal: AbortSignal,
): Promise<DemoQuestion[]> {
  const examples = await heldOutExamples(folder, run.record.id, QUESTION_COUNT);
  const comparison: Comparison = await compare(
    {
      modelPath: run.record.model.path,
      prompts: examples.map(promptOf),
      adapters: [{ path: run.paths.adapter, scale: 1 }],
      maxTokens: pace.answerTokens,
    },
    onAnswer,
    { signal },
  );
  return examples.map((example, index) => {
    const [base, tuned] = comparison.prompts[index]?.answers ?? [];
    return {
      question: promptOf(example).at(-1)?.content ?? "",
      reference: answerOf(example),
      path: example.source?.path ?? "",
      base: base?.text.trim() ?? "",
      tuned: tuned?.text.trim() ?? "",
    };
  });
}
