// SmolLM2-135M-Instruct itself, on this repository's own text.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { startInference } from "../../src/app/answers/answers.ts";
import { buildDataset } from "../../src/app/build/buildDataset.ts";
import { saveDataset } from "../../src/app/datasets/dataset.ts";
import { evaluateModel } from "../../src/app/runs/evaluateRun.ts";
import { exportAdapter } from "../../src/app/adapters/exportAdapter.ts";
import { pickDistinct } from "../../src/app/runs/heldOutExamples.ts";
import { compareLosses, DEFAULT_TOLERANCE, type LossComparison } from "../../src/app/adapters/lossComparison.ts";
import { getModel } from "../../src/app/models/manageModels.ts";
import { startRun } from "../../src/app/runs/startRun.ts";
import { bySplit } from "../../src/app/datasets/trainingData.ts";
import type { Example, TokenizedExample } from "../../src/core/example.ts";
import { resolveConfig } from "../../src/core/presets.ts";
import type { TrainingEvent } from "../../src/core/run.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";

const MODEL = "smollm2-135m-instruct";
const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

const STEPS = 60;
const CONFIG = resolveConfig("quick", {
  rank: 8,
  alpha: 16,
  batchSize: 2,
  maxTokens: 128,
  maxSteps: STEPS,
  learningRate: 5e-4,
  // Before the first step and after the last.
  validateEvery: STEPS,
  patience: 0,
  checkpointEvery: STEPS,
  device: "cpu",
});
/** One pass. */
const TRAINING_EXAMPLES = STEPS * CONFIG.batchSize;
/** They hold the 1,000 target tokens that the check of an export compares, so that it looks at no learned text. */
const HELD_OUT_EXAMPLES = 32;
/** About 1,000 target tokens, for each of which llama.cpp hands out the whole vocabulary's probabilities. */
const SCORED_EXAMPLES = 24;

/** A fresh machine fetches the model first, and two busy cores train slowly. */
const TIMEOUT_MS = 20 * 60_000;

/** Both tests need it; what goes wrong with it is theirs to tell. */
const repositoryText = readRepository();
repositoryText.catch(() => undefined);

it(
  "finds the loss of the base model on held-out text within 1 % of llama.cpp's own",
  async ({ signal }) => {
    const { path: modelPath } = await getModel(MODEL, { signal });
    const examples = (await repositoryText).heldOut.slice(0, SCORED_EXAMPLES);
    const startedAt = new Date().toISOString();
    const { examples: measured } = await evaluateModel({ modelPath, examples, config: CONFIG, startedAt }, { signal });
    const tokenized = measured.map(({ example }) => example);
    const comparison = compareLosses(
      tokenized,
      measured.map(({ nll }) => nll),
      await scoreWithLlamaCpp(modelPath, tokenized, signal),
    );
    expect(Math.abs(comparison.relativeDifference), shown(comparison)).toBeLessThan(0.01);
    expect(comparison.agrees, shown(comparison)).toBe(true);
  },
  TIMEOUT_MS,
);

it(
  `lowers the loss on files it was not trained on within ${STEPS} steps, and llama.cpp serves the adapter with that loss`,
  async ({ signal }) => {
    const model = await getModel(MODEL, { signal });
    const { learned, heldOut } = await repositoryText;
    const folder = temporaryFolder();
    const datasetPath = join(folder, "text.jsonl");
    await saveDataset(datasetPath, [...learned, ...heldOut], signal);

    const validations: number[] = [];
    const onEvent = (event: TrainingEvent): void => {
      if (event.kind === "validation") validations.push(event.validationLoss);
    };
    const { run, finished } = await startRun(
      { folder, datasetPath, model, modelName: MODEL, preset: "quick", config: CONFIG },
      { signal, onEvent },
    );
    const [base = NaN, tuned = NaN] = validations;
    const losses = `${heldOut.length} held-out examples: loss ${base.toFixed(4)} before, ${tuned.toFixed(4)} after ${finished.step} steps`;
    expect(finished.step, losses).toBe(STEPS);
    expect(tuned, losses).toBeLessThan(base);

    const { parity } = await exportAdapter(
      { folder, runId: run.record.id, format: "gguf", target: join(folder, "exported.gguf") },
      { signal },
    );
    expect(Math.abs(parity.relativeDifference), `${losses}; served: ${shown(parity)}`).toBeLessThan(DEFAULT_TOLERANCE);
  },
  TIMEOUT_MS,
);

/** Examples of this repository's documents and sources. No file is in both parts. */
async function readRepository(): Promise<{ learned: Example[]; heldOut: Example[] }> {
  const { effective } = await buildDataset({
    root: REPOSITORY,
    include: ["/src", "/*.md"],
    kinds: ["section", "doc-comment"],
    splitShares: { train: 0.8, validation: 0.2, test: 0 },
    seed: 0,
  });
  const { train, validation } = bySplit(effective());
  const learned = pickDistinct(train, TRAINING_EXAMPLES);
  const heldOut = pickDistinct(validation, HELD_OUT_EXAMPLES);
  expect([learned.length, heldOut.length]).toEqual([TRAINING_EXAMPLES, HELD_OUT_EXAMPLES]);
  const learnedFiles = new Set(learned.map(({ source }) => source?.path));
  expect(heldOut.filter(({ source }) => learnedFiles.has(source?.path))).toEqual([]);
  return { learned, heldOut };
}

async function scoreWithLlamaCpp(
  modelPath: string,
  examples: readonly TokenizedExample[],
  signal: AbortSignal,
): Promise<Float64Array[]> {
  await using inference = startInference();
  await inference.functions["model/load"]({ modelPath }, signal);
  return await inference.functions["examples/score"]({ examples }, signal);
}

const shown = ({ trainerLoss, servedLoss, tokenCount, divergentCount }: LossComparison): string =>
  `loss ${trainerLoss.toFixed(4)} in the trainer, ${servedLoss.toFixed(4)} in llama.cpp (${tokenCount} tokens, ${divergentCount} far apart)`;
