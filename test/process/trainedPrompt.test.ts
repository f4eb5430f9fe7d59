import { join } from "node:path";
import { expect, it } from "vitest";
import { at } from "../../src/base/at.ts";
import type { Example } from "../../src/core/example.ts";
import { PRESETS } from "../../src/core/presets.ts";
import { inferenceFunctions } from "../../src/workers/inferenceFunctions.ts";
import { showFirstBatch } from "../../src/workers/previewRun.ts";
import { readTrainingData } from "../../src/workers/readTrainingData.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { THINKING } from "../support/templates.ts";
import { writeTinyModel } from "../support/tinyModel.ts";

const example: Example = {
  id: "a",
  form: "chat",
  kind: "imported",
  messages: [
    { role: "user", content: "what is a leaf?" },
    { role: "assistant", content: "green" },
  ],
};
const config = { ...PRESETS.quick, batchSize: 1 };

async function requestOf(chatTemplate: string) {
  const { path: modelPath } = await writeTinyModel(join(temporaryFolder(), "model.gguf"), {
    architecture: "qwen3",
    chatTemplate,
  });
  return { modelPath, config, startedAt: "2026-01-01T00:00:00Z", train: [example], validation: [] };
}

it("trains a thinking model on the very prompt it is served with: the empty thoughts are read, not learned", async () => {
  const request = await requestOf(THINKING);
  const { tokens, isTarget } = at((await readTrainingData(request)).train, 0);
  const prompt = tokens.slice(0, isTarget.indexOf(1));

  const serving = inferenceFunctions();
  await serving["model/load"](
    { modelPath: request.modelPath, threads: 1 },
    new AbortController().signal,
    () => undefined,
  );
  const served = await serving["prompt/encode"](example.messages.slice(0, 1));
  expect([...prompt]).toEqual([...served]);
  expect((await serving["tokens/text"](served)).join("")).toContain("</think>");
});

it("shows a batch of which nothing is left to learn, which training refuses", async () => {
  const request = { ...(await requestOf(THINKING)), config: { ...config, maxTokens: 4 } };
  await expect(readTrainingData(request)).rejects.toMatchObject({ code: "dataset/all-masked" });
  const [shown] = await showFirstBatch(request);
  expect(shown?.tokens.map(({ isTarget }) => isTarget)).toEqual([false, false, false, false]);
});
