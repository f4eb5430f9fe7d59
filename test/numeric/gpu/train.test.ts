import { beforeAll, expect, it } from "vitest";
import { packBatch } from "../../../src/engine/data/packed.ts";
import { expectClose } from "../../support/finiteDifferences.ts";
import { requireGpu } from "../../support/requireGpu.ts";
import { lossAndGradients, openTinyEngine, TINY_CONFIG, tinyModelFile } from "../../support/tinyEngine.ts";
import { tinyRun, trainToEnd } from "../../support/tinyRun.ts";
import { randomExamples } from "../../support/wholeDecoder.ts";

beforeAll(requireGpu);

const EXAMPLES = randomExamples([9, 4], 273);

it.each([
  { about: "a merged adapter", config: {} },
  { about: "an adapter under dropout", config: { dropout: 0.25 } },
  { about: "every weight", config: { method: "full" as const } },
])("learns on WebGPU what it learns on the CPU: $about", async ({ config }) => {
  const { path } = await tinyModelFile({ blockCount: 1 });
  const [cpu, gpu] = [
    await openTinyEngine(path, { config }),
    await openTinyEngine(path, { config, provider: "webgpu" }),
  ];
  const [expected, found] = [await lossAndGradients(cpu, EXAMPLES), await lossAndGradients(gpu, EXAMPLES)];
  expectClose("nll", found.nll, expected.nll, { relative: 1e-4 });
  for (const [name, values] of expected.gradients) {
    expectClose(name, found.gradients.get(name) ?? [], values, { relative: 1e-3, ofLargest: 1e-4 });
  }
  for (const { learner } of [cpu, gpu]) await learner.step([packBatch(EXAMPLES)], 0, TINY_CONFIG.learningRate);
  expectClose("parameters", gpu.parameters.values, cpu.parameters.values, { relative: 1e-4, ofLargest: 1e-4 });
});

it("trains with --device gpu, and says so", async () => {
  // Two micro-batches a step, all of one shape: the software driver compiles the programs of each anew.
  const config = { maxSteps: 3, epochs: 1, validateEvery: 100, dropout: 0, batchSize: 4, microBatchTokens: 16 };
  const examples = randomExamples(Array<number>(12).fill(8), 273, { targets: 4, seed: 20 });
  const run = { ...(await tinyRun(config, { blockCount: 1 })), train: examples, validation: [] };
  const cpu = await trainToEnd(run);
  const gpu = await trainToEnd({ ...run, config: { ...run.config, device: "gpu" } });
  expect(gpu.events[0]).toMatchObject({ kind: "started", device: "webgpu", deviceReason: "asked for, through WebGPU" });
  expectClose(
    "losses",
    gpu.steps.map(({ loss }) => loss),
    cpu.steps.map(({ loss }) => loss),
    { relative: 1e-4 },
  );
});
