import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { PRESETS } from "../../../src/core/presets.ts";
import type { TrainingEvent } from "../../../src/core/run.ts";
import { type RunPaths, runPaths, writeRunState } from "../../../src/storage/runFolder.ts";
import { lockOwner } from "../../../src/storage/runLock.ts";
import { trainRun } from "../../../src/workers/trainRun.ts";
import { STARTED } from "../../support/startedEvent.ts";
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

/** A run that has not begun, or one that stopped with what `prepare` puts into its folder. */
async function trainWith(
  events: readonly TrainingEvent[],
  failure?: Error,
  prepare?: (paths: RunPaths) => Promise<void> | void,
) {
  Object.assign(engine, { events, failure });
  const runFolder = join(temporaryFolder(), "run");
  mkdirSync(runFolder);
  await prepare?.(runPaths(runFolder));
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
  const { heard, state, value, runFolder } = { value: undefined, ...(await trainWith([STARTED, step, finished])) };
  expect(heard).toEqual([{ kind: "warning", message: "2 are cut" }, STARTED, step, finished]);
  expect(value).toEqual(finished);
  expect(state).toMatchObject({ status: "completed", step: 1, totalSteps: 4, device: "cpu" });
  // Without validation examples there is no loss to write.
  expect(state).not.toHaveProperty("bestValidationLoss");
  expect(await lockOwner(runFolder)).toBeUndefined();
});

it("calls a full disk by its name, marks the run failed, and keeps what was measured", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const { error, state, runFolder } = { error: undefined, ...(await trainWith([STARTED, step], full)) };
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
  const { error, state } = { error: undefined, ...(await trainWith([STARTED], bug)) };
  expect(error).toBe(bug);
  expect(state).toMatchObject({ status: "failed", reason: "x is not a function" });
});

const stopped = {
  status: "paused",
  step: 40,
  totalSteps: 120,
  bestStep: 30,
  bestValidationLoss: 1.5,
  baseValidationLoss: 2.5,
} as const;
const validationAt = (step: number, validationLoss: number): TrainingEvent => ({
  kind: "validation",
  step,
  validationLoss,
  best: true,
});

it("remembers where a run stood when its resumption is refused", async () => {
  const refusal = new Error("not enough memory");
  const { state } = await trainWith([], refusal, async (paths) => {
    await writeRunState(paths, stopped);
  });
  expect(state).toMatchObject({ ...stopped, status: "failed", reason: "not enough memory" });
});

it("goes on with the losses that were measured up to the checkpoint, and without the old failure", async () => {
  const resumed: TrainingEvent = { ...STARTED, totalSteps: 120, resumedFrom: 30 };
  const { state } = await trainWith([resumed], new Error("killed again"), async (paths) => {
    // The best of step 35 is lost with the steps after the checkpoint.
    const losses = [validationAt(0, 2.5), validationAt(20, 1.75), validationAt(35, 1.5)];
    writeFileSync(paths.metrics, losses.map((event) => `${JSON.stringify(event)}\n`).join(""));
    await writeRunState(paths, { ...stopped, bestStep: 35, reason: "out of memory" });
  });
  expect(state).toMatchObject({
    step: 30,
    totalSteps: 120,
    bestStep: 20,
    bestValidationLoss: 1.75,
    baseValidationLoss: 2.5,
    reason: "killed again",
  });
});

it("writes the loss before training down as soon as it is measured", async () => {
  const { state } = await trainWith([STARTED, validationAt(0, 2.5)], new Error("killed"));
  expect(state).toMatchObject({ baseValidationLoss: 2.5, bestValidationLoss: 2.5, bestStep: 0 });
});

it("deletes the half-written files that a kill left, and nothing else", async () => {
  const { runFolder } = await trainWith([STARTED, finished], undefined, ({ folder, checkpoints }) => {
    mkdirSync(checkpoints);
    writeFileSync(join(checkpoints, "0000040.gguf"), "whole");
    writeFileSync(join(checkpoints, "0000050.gguf.1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.tmp"), "half");
    writeFileSync(join(folder, "adapter.gguf.1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.tmp"), "half");
    writeFileSync(join(folder, "notes.tmp.txt"), "mine");
  });
  expect(readdirSync(join(runFolder, "checkpoints"))).toEqual(["0000040.gguf"]);
  expect(readdirSync(runFolder).filter((name) => name.includes("tmp"))).toEqual(["notes.tmp.txt"]);
});
