import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { rebuildDataset } from "../../../src/app/build/rebuildDataset.ts";
import { defaultModel } from "../../../src/app/defaults.ts";
import { evaluateGrounded, type GroundedEvaluation } from "../../../src/app/grounded/evaluateGrounded.ts";
import { getModel } from "../../../src/app/models.ts";
import { startRun } from "../../../src/app/runs.ts";
import { resolveConfig } from "../../../src/core/presets.ts";
import { discover } from "../../../src/corpus/discover.ts";
import { newFolder, repositoryRoot } from "../train/workload.ts";

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
  readonly trainingSeconds: number;
  readonly evaluationSeconds: number;
}

/** Planted secrets and broken files say nothing that anybody would ask. */
const EXCLUDED = ["/test/fixtures"];

/**
 * Tunes the default model on grounded examples of this repository's files, and asks base and tuned model questions about
 * files that were held out. Everything happens in a copy of the files.
 */
export async function benchAnswers({ questions, steps, report }: AnswerBenchOptions): Promise<AnswerFigures> {
  const { signal } = new AbortController();
  const folder = await copyOfRepository();
  report(`in ${folder}`);
  const { built, kept } = await rebuildDataset({
    folder,
    name: "answers",
    kinds: ["grounded"],
    splitShares: { train: 0.85, validation: 0.03, test: 0.12 },
    seed: 0,
  });
  report(`grounded examples: ${JSON.stringify(built.description.bySplit)}`);
  const model = await getModel(defaultModel, { signal });
  const config = resolveConfig("quick", { maxSteps: steps, learningRate: 5e-4, patience: 0, validateEvery: steps });
  const trainingFrom = performance.now();
  const { run } = await startRun(
    { folder, datasetPath: kept.path, model, modelName: defaultModel, preset: "quick", config },
    {
      signal,
      onEvent: (event) => {
        if (event.kind === "step") report(`step ${event.step}: loss ${event.loss.toFixed(3)}`);
      },
    },
  );
  const evaluatedFrom = performance.now();
  const {
    runId,
    questions: asked,
    ...figures
  } = await evaluateGrounded(
    { folder, runId: run.record.id, split: "test", limit: questions },
    { signal, onProgress: (done, total) => report(`${done} of ${total} questions answered`) },
  );
  report(`${asked.length} questions of run ${runId}`);
  return {
    model: model.id,
    trainingExamples: built.description.bySplit.train,
    steps,
    trainingSeconds: (evaluatedFrom - trainingFrom) / 1000,
    evaluationSeconds: (performance.now() - evaluatedFrom) / 1000,
    ...figures,
  };
}

async function copyOfRepository(): Promise<string> {
  const folder = await newFolder();
  for (const { path, absolutePath } of (await discover({ root: repositoryRoot(), exclude: EXCLUDED })).files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(absolutePath, join(folder, path));
  }
  return folder;
}
