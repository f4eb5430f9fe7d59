/** `npm run bench -- shape`: whether a model of 1.5 billion parameters trains in the memory that is promised. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TokenizedExample } from "../../../src/core/example.ts";
import { resolveConfig } from "../../../src/core/presets.ts";
import { defaultThreads } from "../../../src/engine/runtime/device.ts";
import { peakRss, runContestant } from "./contestant.ts";
import { QWEN_1_5B, writeRandomModel } from "./randomModel.ts";
import { machineName } from "./report.ts";

export interface ShapeFigures {
  readonly shape: string;
  readonly tokensPerSecond: number;
  /** Of all processes of the run together. */
  readonly peakRssBytes: number;
  /** What the run said it would need. */
  readonly estimateBytes: number;
  readonly secondsToFirstStep: number;
  readonly machine: string;
}

const STEPS = 2;
const EXAMPLES_A_STEP = 4;
const EXAMPLE_TOKENS = 256;

/** Trains a few steps of 1,024 tokens, half of them labelled, rank 16, with the weights as 8 bits in memory. */
export async function benchShape(report: (line: string) => void, threads = defaultThreads()): Promise<ShapeFigures> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-bench-"));
  try {
    const modelPath = join(folder, "model.gguf");
    report("writing 1.5 billion random weights");
    await writeRandomModel(modelPath, QWEN_1_5B);
    report(`training ${STEPS} steps`);
    const config = resolveConfig("balanced", {
      batchSize: EXAMPLES_A_STEP,
      weightBits: "stored",
      epochs: 1,
      device: "cpu",
      threads,
      checkpointEvery: 10_000,
    });
    const examples = Array.from({ length: STEPS * EXAMPLES_A_STEP }, (_, i) => example(i));
    const result = await runContestant({ modelPath, config, examples, runDir: folder, givenAt: Date.now() });
    return {
      shape: "Qwen2.5-1.5B, random Q8_0 weights",
      tokensPerSecond: (EXAMPLES_A_STEP * EXAMPLE_TOKENS) / (result.stepSeconds.at(-1) ?? NaN),
      peakRssBytes: result.peakRssBytes + peakRss(),
      estimateBytes: result.estimateBytes,
      secondsToFirstStep: result.secondsToFirstStep,
      machine: machineName(threads),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function example(index: number): TokenizedExample {
  const tokens = Int32Array.from(
    { length: EXAMPLE_TOKENS },
    (_, i) => (index * 7919 + i * 104_729) % QWEN_1_5B.vocabulary,
  );
  return { id: String(index), tokens, isTarget: new Uint8Array(EXAMPLE_TOKENS).fill(1, EXAMPLE_TOKENS / 2) };
}
