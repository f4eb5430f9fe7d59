/** The same steps for every contestant: real examples of this repository, with their real lengths. */
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { at } from "../../../src/base/at.ts";
import { UserError } from "../../../src/base/errors.ts";
import { buildDataset } from "../../../src/app/build/buildDataset.ts";
import type { TokenizedExample } from "../../../src/core/example.ts";
import { resolveConfig } from "../../../src/core/presets.ts";
import type { TrainingConfig } from "../../../src/core/run.ts";
import { planEpoch } from "../../../src/engine/data/batches.ts";
import { learningRateAt } from "../../../src/engine/optim/schedule.ts";
import { openGguf } from "../../../src/gguf/open.ts";
import { openTokenizer } from "../../../src/inference/tokenizer.ts";
import { openChatTemplate } from "../../../src/prompt/chatTemplate.ts";
import { encodeExample } from "../../../src/prompt/encodeExample.ts";

export interface Workload {
  readonly modelPath: string;
  readonly config: TrainingConfig;
  readonly examples: readonly TokenizedExample[];
  /** The steps as the trainer plans them, for whoever cannot plan them so. */
  readonly batches: readonly (readonly TokenizedExample[])[];
  readonly learningRates: readonly number[];
}

/** Where a run may write; new for each. */
export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "espalier-bench-"));

/** Six examples of about 171 tokens, which this repository has in plenty, are 1,024 tokens a step. */
const EXAMPLES_A_STEP = 6;
const WANTED_LENGTH = 1024 / EXAMPLES_A_STEP;
const LENGTH = { least: 96, most: 256 } as const;

/** Throws UserError bench/too-few-examples when the repository does not hold enough examples of the length. */
export async function prepareWorkload(modelPath: string, steps: number, threads: number): Promise<Workload> {
  const { effective } = await buildDataset({ root: repositoryRoot(), seed: 0 });
  const file = await openGguf(modelPath);
  await using tokenizer = await openTokenizer(modelPath);
  const template = openChatTemplate(file.metadata, tokenizer, { now: new Date(0) });
  const encoded = effective().map((example) => encodeExample(template, tokenizer, example, LENGTH.most));
  await file.close();

  const wanted = steps * EXAMPLES_A_STEP;
  const fitting = encoded.filter(({ tokens, isTarget }) => tokens.length >= LENGTH.least && isTarget.includes(1));
  if (fitting.length < wanted) {
    throw new UserError(
      "bench/too-few-examples",
      `${fitting.length} examples of this repository have ${LENGTH.least} tokens or more; ${steps} steps need ${wanted}`,
      `Ask for at most ${Math.floor(fitting.length / EXAMPLES_A_STEP)} steps.`,
    );
  }
  const distance = ({ tokens }: TokenizedExample): number => Math.abs(tokens.length - WANTED_LENGTH);
  const chosen = fitting.sort((a, b) => distance(a) - distance(b)).slice(0, wanted);
  const config = resolveConfig("balanced", {
    rank: 16,
    alpha: 32,
    batchSize: EXAMPLES_A_STEP,
    microBatchTokens: EXAMPLES_A_STEP * LENGTH.most,
    maxTokens: LENGTH.most,
    epochs: 1,
    schedule: "constant",
    warmup: 0,
    weightDecay: 0.01,
    device: "cpu",
    threads,
    checkpointEvery: 10_000,
  });
  const plan = planEpoch(
    chosen.map(({ tokens }) => tokens.length),
    { ...config, epoch: 0 },
  );
  return {
    modelPath,
    config,
    examples: chosen,
    batches: plan.map(({ microBatches }) => microBatches.flat().map((i) => at(chosen, i))),
    learningRates: plan.map((_, step) => learningRateAt(step, plan.length, config)),
  };
}

/** This repository, from the sources as from the bundle in dist/. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
