import { expect, it } from "vitest";
import { trainDetached } from "../../../../src/app/runs/detachedRun.ts";
import type { RunOptions } from "../../../../src/app/runs/startRun.ts";
import { UserError } from "../../../../src/base/errors.ts";
import type { TrainingEvent } from "../../../../src/core/run.ts";
import { writeFileAtomic } from "../../../../src/storage/atomicWrite.ts";
import { readLiveProgress } from "../../../../src/storage/liveProgress.ts";
import { createRunFolder } from "../../../../src/storage/runFolder.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { sampleRecord } from "../../../support/sampleRun.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const newRun = () => createRunFolder(workspaceAt(temporaryFolder()), sampleRecord, (path) => writeFileAtomic(path, ""));
const started: TrainingEvent = {
  kind: "started",
  totalSteps: 9,
  resumedFrom: 2,
  device: "cpu",
  deviceReason: "asked for",
  parameterCount: 10,
  estimateBytes: 20,
};
const { signal } = new AbortController();

it("has begun when the training has, and leaves its progress in the run's folder", async () => {
  const run = await newRun();
  const work = async ({ onStart, onEvent }: RunOptions) => {
    onStart?.(run);
    onEvent?.({ kind: "warning", message: "few examples" });
    onEvent?.(started);
    onEvent?.({ kind: "progress", step: 2, fraction: 0.5 });
    onEvent?.({ kind: "warning", message: "cut" });
  };
  const { begun, ended } = trainDetached(work, signal);
  expect(await begun).toEqual({ id: run.record.id });
  await ended;
  expect(await readLiveProgress(run.paths)).toEqual({
    version: 1,
    step: 2,
    fraction: 0.5,
    totalSteps: 9,
    parameterCount: 10,
    estimateBytes: 20,
    warnings: ["few examples", "cut"],
  });
});

it("passes on what refuses the run, and writes nothing into its folder before it has begun", async () => {
  const run = await newRun();
  const refusal = new UserError("memory/too-little", "it does not fit", "take a smaller model");
  const { begun, ended } = trainDetached(async ({ onStart, onEvent }) => {
    onStart?.(run);
    onEvent?.({ kind: "warning", message: "few examples" });
    throw refusal;
  }, signal);
  await expect(begun).rejects.toBe(refusal);
  await ended;
  expect(await readLiveProgress(run.paths)).toBeUndefined();
});

it("ends quietly when a run that had begun fails: its folder says why", async () => {
  const run = await newRun();
  const { begun, ended } = trainDetached(async ({ onStart, onEvent }) => {
    onStart?.(run);
    onEvent?.(started);
    await Promise.resolve();
    throw new Error("later");
  }, signal);
  await begun;
  await expect(ended).resolves.toBeUndefined();
});
