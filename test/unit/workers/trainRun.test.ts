import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { PRESETS } from "../../../src/core/presets.ts";
import type { TrainingEvent } from "../../../src/core/run.ts";
import { runPaths } from "../../../src/storage/runFolder.ts";
import { lockOwner } from "../../../src/storage/runLock.ts";
import { trainRun } from "../../../src/workers/trainRun.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

/** What the engine does in a test: yields these events, then throws what is left. */
const engine = vi.hoisted(() => ({ events: [] as readonly unknown[], failure: undefined as Error | undefined }));
vi.mock("../../../src/engine/train/train.ts", () => ({
  async *train() {
    yield* engine.events;
    if (engine.failure) throw engine.failure;
  },
}));
vi.mock("../../../src/workers/readTrainingData.ts", () => ({
  readTrainingData: () => Promise.resolve({ train: [], validation: [], maxTokens: 8, warnings: ["2 are cut"] }),
}));

const started: TrainingEvent = {
  kind: "started",
  totalSteps: 4,
  resumedFrom: 0,
  device: "cpu",
  deviceReason: "asked for",
  parameterCount: 10,
  estimateBytes: 10,
};
const step: TrainingEvent = {
  kind: "step",
  step: 1,
  epoch: 0,
  loss: 2,
  learningRate: 1e-4,
  gradientNorm: 1,
  tokens: 10,
  tokensPerSecond: 10,
  rssBytes: 10,
};
const finished: TrainingEvent = {
  kind: "finished",
  reason: "completed",
  step: 1,
  bestStep: 1,
  bestValidationLoss: Infinity,
  baseValidationLoss: Infinity,
};

async function trainWith(events: readonly TrainingEvent[], failure?: Error) {
  Object.assign(engine, { events, failure });
  const runFolder = join(temporaryFolder(), "run");
  mkdirSync(runFolder);
  const heard: TrainingEvent[] = [];
  const request = {
    runFolder,
    modelPath: "m",
    config: PRESETS.quick,
    startedAt: "",
    train: [],
    validation: [],
    resume: false,
  };
  const result = await trainRun(request, new AbortController().signal, (event) => heard.push(event)).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const state = JSON.parse(readFileSync(runPaths(runFolder).state, "utf8")) as Record<string, unknown>;
  return { runFolder, heard, state, ...result };
}

it("tells warnings first, writes down how the run ended, and gives the lock back", async () => {
  const { heard, state, value, runFolder } = { value: undefined, ...(await trainWith([started, step, finished])) };
  expect(heard).toEqual([{ kind: "warning", message: "2 are cut" }, started, step, finished]);
  expect(value).toEqual(finished);
  expect(state).toMatchObject({ status: "completed", step: 1, totalSteps: 4, device: "cpu" });
  // Without validation examples there is no loss to write.
  expect(state).not.toHaveProperty("bestValidationLoss");
  expect(await lockOwner(runFolder)).toBeUndefined();
});

it("calls a full disk by its name, marks the run failed, and keeps what was measured", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const { error, state, runFolder } = { error: undefined, ...(await trainWith([started, step], full)) };
  expect(error).toMatchObject({ code: "storage/disk-full" });
  expect(state).toMatchObject({
    status: "failed",
    step: 1,
    reason: expect.stringContaining("no space left") as unknown,
  });
  expect(readFileSync(runPaths(runFolder).metrics, "utf8")).toContain('"step":1');
  expect(await lockOwner(runFolder)).toBeUndefined();
});

it("marks a run failed with the reason when the engine has a bug", async () => {
  const bug = new TypeError("x is not a function");
  const { error, state } = { error: undefined, ...(await trainWith([started], bug)) };
  expect(error).toBe(bug);
  expect(state).toMatchObject({ status: "failed", reason: "x is not a function" });
});
