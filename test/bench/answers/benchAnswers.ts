import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { rebuildDataset } from "../../../src/app/build/rebuildDataset.ts";
import { defaultModel } from "../../../src/app/defaults.ts";
import type { AnswerTrial } from "../../../src/app/grounded/answerTrials.ts";
import { evaluateGrounded, type GroundedEvaluation } from "../../../src/app/grounded/evaluateGrounded.ts";
import { getModel } from "../../../src/app/models/manageModels.ts";
import { listRuns } from "../../../src/app/runs/runList.ts";
import { resumeRun, startRun, type RunOptions } from "../../../src/app/runs/startRun.ts";
import { resolveConfig } from "../../../src/core/presets.ts";
import { isResumable } from "../../../src/core/runRecord.ts";
import { discover, type Discovery } from "../../../src/corpus/discover.ts";
import { repositoryRoot } from "../train/workload.ts";
import { benchFolder } from "../packages.ts";
import { keptTrials } from "./keptTrials.ts";

export interface AnswerBenchOptions {
  /** Held-out questions, each asked of both models in four ways. */
  readonly questions: number;
  readonly steps: number;
  readonly report: (line: string) => void;
}

export interface AnswerFigures extends Omit<GroundedEvaluation, "runId" | "questions"> {
  readonly model: string;
  readonly trainingExamples: number;
  readonly steps: number;
  /** Of what was done since the command was started: nothing where it went on after the training. */
  readonly trainingSeconds: number;
  readonly evaluationSeconds: number;
}

/** Planted secrets and broken files say nothing that anybody would ask. */
const EXCLUDED = ["/test/fixtures"];
const DATASET = "answers";
/** With the preset's 3e-4, 400 examples teach less. */
const LEARNING_RATE = 5e-4;

/**
 * Tunes the default model on grounded examples of this repository's files, and asks base and tuned model questions about
 * files that were held out. Everything happens in a copy of the files. What was killed goes on where it was, as long as
 * the files and the steps are the same.
 */
export async function benchAnswers({ questions, steps, report }: AnswerBenchOptions): Promise<AnswerFigures> {
  const { signal } = new AbortController();
  const { folder, runId, ...trained } = await tunedOnRepository(steps, report, signal);
  const evaluatedFrom = performance.now();
  const {
    runId: _,
    questions: asked,
    ...figures
  } = await evaluateGrounded(
    { folder, runId, split: "test", limit: questions },
    {
      signal,
      kept: keptTrials<AnswerTrial>(join(dirname(folder), "trials.jsonl")),
      onProgress: (done, total) => report(`${done} of ${total} questions answered`),
    },
  );
  report(`${asked.length} questions of run ${runId}`);
  return {
    model: (await getModel(defaultModel, { signal })).id,
    ...trained,
    steps,
    evaluationSeconds: (performance.now() - evaluatedFrom) / 1000,
    ...figures,
  };
}

/** The default model tuned on the repository's grounded examples, in the copy of its files. */
export async function tunedOnRepository(
  steps: number,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<Pick<AnswerFigures, "trainingExamples" | "trainingSeconds"> & { folder: string; runId: string }> {
  const folder = await copyOfRepository(steps, report);
  const trainingExamples = await datasetIn(folder, report);
  const trainingFrom = performance.now();
  const runId = await runIn(folder, steps, report, signal);
  return { folder, runId, trainingExamples, trainingSeconds: (performance.now() - trainingFrom) / 1000 };
}

/** The repository's files in `.bench`, with what was done to them before if they are the same. */
async function copyOfRepository(steps: number, report: (line: string) => void): Promise<string> {
  const { files } = await discover({ root: repositoryRoot(), exclude: EXCLUDED });
  const key = `${steps} steps of ${await contentHash(files)}`;
  const base = join(benchFolder(), "answers");
  const folder = join(base, "files");
  const keyFile = join(base, "key.txt");
  if (existsSync(keyFile) && (await readFile(keyFile, "utf8")) === key) {
    report(`going on in ${folder}`);
    return folder;
  }
  await rm(base, { recursive: true, force: true });
  for (const { path, absolutePath } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(absolutePath, join(folder, path));
  }
  await writeFile(keyFile, key);
  report(`in ${folder}`);
  return folder;
}

async function contentHash(files: Discovery["files"]): Promise<string> {
  const hash = createHash("sha256");
  for (const { path, absolutePath } of files) hash.update(`${path}\n`).update(await readFile(absolutePath));
  return hash.digest("hex");
}

/** Returns how many examples are trained on. */
async function datasetIn(folder: string, report: (line: string) => void): Promise<number> {
  const { built } = await rebuildDataset({
    folder,
    name: DATASET,
    kinds: ["grounded"],
    splitShares: { train: 0.85, validation: 0.03, test: 0.12 },
    seed: 0,
  });
  report(`grounded examples: ${JSON.stringify(built.description.bySplit)}`);
  return built.description.bySplit.train;
}

/** Trains, or goes on with a training that was ended; returns the id of the run. */
async function runIn(
  folder: string,
  steps: number,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const options: RunOptions = {
    signal,
    onEvent: (event) => {
      if (event.kind === "step") report(`step ${event.step}: loss ${event.loss.toFixed(3)}`);
    },
  };
  const earlier = (await listRuns(folder)).runs.at(-1);
  if (earlier !== undefined) {
    if (isResumable(earlier.state.status)) await resumeRun(folder, earlier.record.id, options);
    return earlier.record.id;
  }
  const model = await getModel(defaultModel, { signal });
  const config = resolveConfig("quick", {
    maxSteps: steps,
    learningRate: LEARNING_RATE,
    patience: 0,
    validateEvery: steps,
  });
  const datasetPath = join(folder, ".espalier", "datasets", `${DATASET}.jsonl`);
  const request = { folder, datasetPath, model, modelName: defaultModel, preset: "quick" as const, config };
  return (await startRun(request, options)).run.record.id;
}
