import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { at } from "../../base/at.ts";
import { UserError } from "../../base/errors.ts";
import { spreadOver } from "../../base/spreadOver.ts";
import type { Example } from "../../core/example.ts";
import { answerOf, promptOf } from "../../core/exampleText.ts";
import { resolveConfig } from "../../core/presets.ts";
import { folderAt } from "../../corpus/discover.ts";
import { compare } from "../answers/answers.ts";
import type { BuildProgress, BuiltDataset } from "../build/buildDataset.ts";
import { rebuildDataset } from "../build/rebuildDataset.ts";
import { defaultModel } from "../defaults.ts";
import { comparisonOf, evaluateModel, type Compared } from "../runs/evaluateRun.ts";
import { pickDistinct } from "../runs/heldOutExamples.ts";
import { affordableSteps, type Pace, PACES, startClock } from "./demoPace.ts";
import { getModel, type ModelOptions, type ReadyModel } from "../models/manageModels.ts";
import { type RunOptions, type RunOutcome, startRun } from "../runs/startRun.ts";
import { bySplit, loadTrainingExamples } from "../datasets/trainingData.ts";

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
  readonly onEvaluated: (evaluation: Compared) => void;
}

export type DemoStage = "model" | "dataset" | "base" | "training" | "tuned" | "questions";

export interface DemoResult {
  readonly model: ReadyModel;
  readonly datasetPath: string;
  readonly outcome: RunOutcome;
  readonly evaluation: Compared;
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

  // Before a model is fetched for nothing.
  await folderAt(folder);
  watcher.onStage("model");
  const model = await getModel(modelName, { signal, onProgress: watcher.onModel });

  watcher.onStage("dataset");
  const { datasetPath, heldOut, validationExamples } = await buildDemoDataset(folder, watcher, signal);

  // Measured before the training, because how fast this machine is decides how much of it there can be.
  watcher.onStage("base");
  const examples = spreadOver(heldOut, pace.evaluatedExamples);
  const config = resolveConfig("quick", { batchSize: 8, learningRate: 5e-4, patience: 0 });
  const asked = { modelPath: model.path, examples, config, startedAt: new Date().toISOString() };
  const clock = startClock(watcher.onEvaluating);
  const base = await evaluateModel(asked, { signal, onProgress: clock.tick });
  const maxSteps = affordableSteps(pace, {
    batchSize: config.batchSize,
    validationExamples,
    evaluationSeconds: clock.seconds() / examples.length,
  });

  watcher.onStage("training");
  const paced = { ...config, maxSteps, validateEvery: Math.ceil(maxSteps / pace.validations) };
  const outcome = await startRun(
    { folder, datasetPath, model, modelName, preset: "quick", config: paced },
    {
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_FACTOR * pace.trainingSeconds * 1000)]),
      onStart: watcher.onStart,
      onEvent: watcher.onEvent,
    },
  );
  signal.throwIfAborted();
  watcher.onTrained(outcome);

  watcher.onStage("tuned");
  const adapterPath = outcome.run.paths.adapter;
  const tuned = await evaluateModel({ ...asked, adapterPath }, { signal, onProgress: watcher.onEvaluating });
  const evaluation = comparisonOf(base, tuned);
  watcher.onEvaluated(evaluation);

  watcher.onStage("questions");
  const questions = await askBoth(model.path, adapterPath, pickDistinct(heldOut, QUESTION_COUNT), pace, signal);
  return { model, datasetPath, outcome, evaluation, questions };
}

/** Should the estimate have been too hopeful, training is paused, and the best adapter so far goes on. */
const TIME_LIMIT_FACTOR = 1.4;

/** Documentation and commented code; tests are left out, because they say little about themselves. */
async function buildDemoDataset(folder: string, watcher: DemoWatcher, signal: AbortSignal) {
  const { built: dataset, kept } = await rebuildDataset(
    {
      folder,
      name: "demo",
      exclude: ["/test", "*.test.*"],
      kinds: ["section", "doc-comment"],
      // Each validation takes as long as several steps: few examples, or there is time for little else.
      splitShares: { train: 0.88, validation: 0.02, test: 0.1 },
      seed: 0,
    },
    watcher.onFile,
    signal,
  );
  const { path: datasetPath } = kept;
  const { test: heldOut, validation } = bySplit((await loadTrainingExamples(datasetPath, 0, signal)).examples);
  requireHeldOut(heldOut, folder, dataset);
  watcher.onDataset(dataset, datasetPath);
  return { datasetPath, heldOut, validationExamples: validation.length };
}

function requireHeldOut(heldOut: readonly Example[], folder: string, { files }: BuiltDataset): void {
  if (heldOut.length > 0) return;
  throw new UserError(
    "demo/too-few-files",
    `${folder} has ${files.length} files with examples: none can be held out to measure on`,
    "Choose a folder with more Markdown or commented code.",
  );
}

async function askBoth(
  modelPath: string,
  adapterPath: string,
  examples: readonly Example[],
  { answerTokens: maxTokens }: Pace,
  signal: AbortSignal,
): Promise<DemoQuestion[]> {
  const request = {
    modelPath,
    prompts: examples.map(promptOf),
    adapters: [{ path: adapterPath, scale: 1 }],
    maxTokens,
  };
  const comparison = await compare(request, () => undefined, { signal });
  return examples.map((example, index) => {
    const [base, tuned] = at(comparison.prompts, index).answers;
    return {
      question: promptOf(example).at(-1)?.content ?? "",
      reference: answerOf(example),
      path: example.source?.path ?? "",
      base: base?.text.trim() ?? "",
      tuned: tuned?.text.trim() ?? "",
    };
  });
}
