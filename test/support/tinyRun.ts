import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TokenizedExample } from "../../src/core/example.ts";
import type { StepMetrics, TrainingConfig, TrainingEvent } from "../../src/core/run.ts";
import { train } from "../../src/engine/train/train.ts";
import { temporaryFolder } from "./temporaryFolder.ts";
import { TINY_CONFIG, tinyModelFile } from "./tinyEngine.ts";
import type { TinyModelOptions } from "./tinyModel.ts";
import { randomExamples } from "./wholeDecoder.ts";

export interface TinyRun {
  readonly modelPath: string;
  readonly train: readonly TokenizedExample[];
  readonly validation: readonly TokenizedExample[];
  readonly config: TrainingConfig;
}

const VOCABULARY = 273;

/** A model and data that train in well under a second: 11 examples, three steps an epoch, most of them accumulated. */
export async function tinyRun(overrides: Partial<TrainingConfig> = {}, model: TinyModelOptions = {}): Promise<TinyRun> {
  const lengths = [5, 12, 7, 9, 14, 6, 11, 8, 13, 10, 4];
  return {
    modelPath: (await tinyModelFile(model)).path,
    train: randomExamples(lengths, VOCABULARY, { targets: 4, seed: 20 }),
    validation: randomExamples([6, 9, 7], VOCABULARY, { targets: 4, seed: 21 }),
    config: {
      ...TINY_CONFIG,
      epochs: 3,
      batchSize: 4,
      microBatchTokens: 24,
      dropout: 0.1,
      validateEvery: 2,
      checkpointEvery: 4,
      patience: 0,
      ...overrides,
    },
  };
}

export interface TrainedRun {
  readonly runDir: string;
  readonly events: readonly TrainingEvent[];
  readonly steps: readonly StepMetrics[];
  readonly finished: Extract<TrainingEvent, { kind: "finished" }> | undefined;
}

export interface TrainOptions {
  /** Defaults to a new folder. */
  readonly runDir?: string;
  readonly resume?: boolean;
  /** The run is aborted when it reports such an event. */
  readonly abortAt?: (event: TrainingEvent) => boolean;
}

/** Trains to the end, or to the abort. */
export async function trainToEnd(
  run: TinyRun,
  { runDir = newRunDir(), resume = false, abortAt = () => false }: TrainOptions = {},
): Promise<TrainedRun> {
  const controller = new AbortController();
  const events: TrainingEvent[] = [];
  for await (const event of train({ ...run, runDir, resume }, controller.signal)) {
    events.push(event);
    if (abortAt(event)) controller.abort();
  }
  return {
    runDir,
    events,
    steps: events.filter((event) => event.kind === "step"),
    finished: events.find((event) => event.kind === "finished"),
  };
}

function newRunDir(): string {
  const runDir = join(temporaryFolder(), "run");
  mkdirSync(runDir);
  return runDir;
}
