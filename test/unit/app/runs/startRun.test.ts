import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { resumeRun, type RunOptions, startRun } from "../../../../src/app/runs/startRun.ts";
import type { Trainer } from "../../../../src/app/runs/trainer.ts";
import { UserError } from "../../../../src/base/errors.ts";
import { PRESETS } from "../../../../src/core/presets.ts";
import type { TrainingEvent } from "../../../../src/core/run.ts";
import type { FinishedRun } from "../../../../src/protocol/training.ts";
import { STARTED } from "../../../support/startedEvent.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const WARNING: TrainingEvent = { kind: "warning", message: "2 are cut" };
const FINISHED: FinishedRun = {
  kind: "finished",
  reason: "completed",
  step: 4,
  bestStep: 4,
  bestValidationLoss: 1,
  baseValidationLoss: 2,
};

/** A trainer that tells these events and then fails, or is done. */
function trainerOf(events: readonly TrainingEvent[], failure?: Error): () => Trainer {
  const unused = () => Promise.reject(new Error("not asked for here"));
  return () => ({
    pid: 0,
    functions: {
      "run/train": (_request, _signal, report) => {
        events.forEach(report);
        return failure ? Promise.reject(failure) : Promise.resolve(FINISHED);
      },
      "batch/show": unused,
      "run/estimate": unused,
      "examples/evaluate": unused,
      "examples/measure": unused,
      "examples/difficulty": unused,
      "adapter/exportPeft": unused,
      "adapter/importPeft": unused,
    },
    ended: new Promise(() => undefined),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, "data.jsonl"), '{"prompt": "a?", "completion": "b"}\n');
  writeFileSync(join(folder, "model.gguf"), "weights");
});
const runsFolder = () => join(folder, ".espalier", "runs");

/** What is heard of a new run, in order, and how it ends. */
async function start(events: readonly TrainingEvent[], failure?: Error, options: Partial<RunOptions> = {}) {
  const heard: string[] = [];
  const outcome = await startRun(
    {
      folder,
      datasetPath: join(folder, "data.jsonl"),
      model: { path: join(folder, "model.gguf"), sha256: "0".repeat(64) } as Parameters<typeof startRun>[0]["model"],
      modelName: "m",
      preset: "quick",
      config: PRESETS.quick,
    },
    {
      signal: new AbortController().signal,
      onStart: ({ record }) => heard.push(`run ${record.id}`),
      onEvent: ({ kind }) => heard.push(kind),
      startTrainer: trainerOf(events, failure),
      ...options,
    },
  ).catch((error: unknown) => error);
  return { heard, outcome, ids: existsSync(runsFolder()) ? readdirSync(runsFolder()) : [] };
}

describe("startRun", () => {
  it("announces the run when its training has begun, before the first of its events", async () => {
    const { heard, ids } = await start([WARNING, STARTED]);
    expect(heard).toEqual(["warning", `run ${ids[0]}`, "started"]);
  });

  it("never announces a run that is refused, and leaves no folder of it", async () => {
    const refusal = new UserError("memory/does-not-fit", "too large", "choose a smaller model");
    const { heard, outcome, ids } = await start([WARNING], refusal);
    expect(outcome).toBe(refusal);
    expect(heard).toEqual(["warning"]);
    expect(ids).toEqual([]);
  });

  it.each([
    ["its trainer died", new UserError("worker/died", "the trainer process ended with SIGKILL", "free memory")],
    ["the engine has a bug", new TypeError("x is not a function")],
  ])("names a run that failed before its training began and stays to be looked at: %s", async (_, failure) => {
    const { heard, outcome, ids } = await start([], failure);
    expect(outcome).toBe(failure);
    expect(heard).toEqual([`run ${ids[0]}`]);
    expect(ids).toHaveLength(1);
  });

  it("does not wait for a trainer when it is given up before its training began, and leaves no folder", async () => {
    const stop = new AbortController();
    let isEnded = false;
    const silent = trainerOf([]);
    const { heard, outcome, ids } = await start([], undefined, {
      signal: stop.signal,
      startTrainer: () => ({
        ...silent(),
        functions: {
          ...silent().functions,
          "run/train": () => {
            stop.abort(new Error("given up"));
            return new Promise(() => undefined);
          },
        },
        [Symbol.asyncDispose]: async () => void (isEnded = true),
      }),
    });
    expect(outcome).toEqual(new Error("given up"));
    expect({ heard, ids, isEnded }).toEqual({ heard: [], ids: [], isEnded: true });
  });

  it("announces a run once when it fails after it began, and keeps its folder", async () => {
    const { heard, ids } = await start([STARTED], new UserError("training/diverged", "loss is NaN", "lower the rate"));
    expect(heard).toEqual([`run ${ids[0]}`, "started"]);
    expect(ids).toHaveLength(1);
  });
});

describe("resumeRun", () => {
  it("announces the run when it goes on, and not when it is refused", async () => {
    const { ids } = await start([STARTED], new TypeError("stopped"));
    const heard: string[] = [];
    const resume = (startTrainer: () => Trainer) =>
      resumeRun(folder, ids[0] ?? "", {
        signal: new AbortController().signal,
        onStart: ({ record }) => heard.push(record.id),
        startTrainer,
      });
    const refusal = new UserError("memory/does-not-fit", "too large", "close other programs");
    await expect(resume(trainerOf([], refusal))).rejects.toBe(refusal);
    expect(heard).toEqual([]);
    await resume(trainerOf([STARTED]));
    expect(heard).toEqual(ids);
  });
});
