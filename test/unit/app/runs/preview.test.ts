import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { estimateRun, showFirstBatch } from "../../../../src/app/runs/startRun.ts";
import type { Trainer } from "../../../../src/app/runs/trainer.ts";
import { PRESETS } from "../../../../src/core/presets.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

/** A trainer that is busy for ever. */
function busyTrainer() {
  const state = { isCalled: false, isEnded: false };
  const never = () => {
    state.isCalled = true;
    return new Promise<never>(() => undefined);
  };
  const trainer: Trainer = {
    pid: 0,
    functions: {
      "run/train": never,
      "batch/show": never,
      "run/estimate": never,
      "examples/evaluate": never,
      "examples/measure": never,
      "examples/difficulty": never,
      "adapter/exportPeft": never,
      "adapter/importPeft": never,
    },
    ended: new Promise(() => undefined),
    [Symbol.asyncDispose]: () => {
      state.isEnded = true;
      return Promise.resolve();
    },
  };
  return { state, startTrainer: () => trainer };
}

it.each([
  ["a batch is shown", showFirstBatch],
  ["a run is estimated", estimateRun],
])("ends the trainer at once when the signal aborts while %s", async (_, preview) => {
  const folder = temporaryFolder();
  const datasetPath = join(folder, "data.jsonl");
  writeFileSync(datasetPath, '{"prompt": "a?", "completion": "b"}\n');
  const model = { path: join(folder, "model.gguf") } as Parameters<typeof preview>[0]["model"];
  const request = { folder, datasetPath, model, modelName: "m", preset: "quick", config: PRESETS.quick };
  const { state, startTrainer } = busyTrainer();
  const controller = new AbortController();
  const previewed = preview(request, { signal: controller.signal, startTrainer });
  await expect.poll(() => state.isCalled).toBe(true);
  const reason = new Error("Ctrl-C");
  controller.abort(reason);
  await expect(previewed).rejects.toBe(reason);
  expect(state.isEnded).toBe(true);
});
