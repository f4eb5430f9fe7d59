import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startInference } from "../../src/app/answers/answers.ts";
import { addModel } from "../../src/app/models/manageModels.ts";
import { startTrainer } from "../../src/app/runs/trainer.ts";
import { resolveConfig } from "../../src/core/presets.ts";
import { isolatedEnvironment } from "../support/isolatedEnvironment.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { writeTinyModel } from "../support/tinyModel.ts";

/** A model file in which the number under `key` is another. */
async function tamperedModel(key: string, value: number): Promise<string> {
  const path = join(temporaryFolder(), "model.gguf");
  await writeTinyModel(path);
  const bytes = readFileSync(path);
  const typeBytes = 4;
  bytes.writeUInt32LE(value, bytes.indexOf(key) + key.length + typeBytes);
  writeFileSync(path, bytes);
  return path;
}

// llama.cpp would end the process that it runs in at each of these.
it.each([
  ["llama.block_count", 1_000_000, "gguf/too-large"],
  ["llama.attention.head_count", 0, "gguf/wrong-type"],
  ["llama.embedding_length", 0, "gguf/wrong-type"],
])("refuses a model whose %s is %i wherever it is given, and lives on", async (key, value, code) => {
  const modelPath = await tamperedModel(key, value);
  await expect(addModel(modelPath, { env: isolatedEnvironment() })).rejects.toMatchObject({ code });

  await using inference = startInference();
  await expect(inference.functions["model/load"]({ modelPath, threads: 1 })).rejects.toMatchObject({ code });
  await using trainer = startTrainer();
  const request = { modelPath, config: resolveConfig("quick", {}), startedAt: "2026-01-01T00:00:00Z", examples: [] };
  const measured = trainer.functions["examples/measure"](request, new AbortController().signal, () => undefined);
  await expect(measured).rejects.toMatchObject({ code });
  expect([inference.pid, trainer.pid].every((pid) => process.kill(pid, 0))).toBe(true);
});
