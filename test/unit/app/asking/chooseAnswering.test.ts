import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { chooseAnswering } from "../../../../src/app/asking/chooseAnswering.ts";
import { runRow } from "../../../../src/app/runs/runRows.ts";
import type { Answering } from "../../../../src/protocol/asking.ts";
import { fingerprintOf } from "../../../../src/storage/fingerprint.ts";
import { createRunFolder, writeRunName } from "../../../../src/storage/runFolder.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { folderOf } from "../../../support/folder.ts";
import { sampleRecord } from "../../../support/sampleRun.ts";
import { writeSmallModel } from "../../../support/smallModelFile.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const never = new AbortController().signal;

beforeEach(() => {
  const home = temporaryFolder();
  for (const name of ["HOME", "ESPALIER_HOME", "HF_HOME", "OLLAMA_MODELS", "XDG_CACHE_HOME"]) vi.stubEnv(name, home);
  // Whatever is asked of the network fails.
  vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:2");
  vi.stubEnv("PIP_NO_INDEX", "1");
});
afterEach(() => vi.unstubAllEnvs());

it("fetches no model for a question, and says where it can be had", async () => {
  const asked = chooseAnswering({ folder: folderOf({}), answering: { kind: "usual" } }, never);
  await expect(asked).rejects.toMatchObject({
    code: "ask/model-missing",
    hint: expect.stringContaining("Models") as string,
  });
});

it("takes a file by its path as it is", async () => {
  const folder = folderOf({ "tiny.gguf": "" });
  const model = join(folder, "tiny.gguf");
  expect(await chooseAnswering({ folder, answering: { kind: "base" }, model }, never)).toEqual({
    load: { modelPath: model },
    adapter: undefined,
    by: { model: "tiny.gguf" },
  });
});

it.each([
  ["a folder", ".", "models/is-folder"],
  ["no file", "gone.gguf", "gguf/not-found"],
])("says of the path of %s what is wrong with it", async (_what, path, code) => {
  const folder = folderOf({ "tiny.gguf": "" });
  const asked = chooseAnswering({ folder, answering: { kind: "base" }, model: join(folder, path) }, never);
  await expect(asked).rejects.toMatchObject({ code });
});

it("calls a run what views call it, and its base model by the model's name", async () => {
  const folder = folderOf({});
  const { path, sha256 } = await writeSmallModel(join(folder, "base.gguf"), { seed: 1 });
  const model = { name: "small", ...(await fingerprintOf(path, sha256)) };
  const run = await createRunFolder(workspaceAt(folder), { ...sampleRecord, model }, () => Promise.resolve());
  writeFileSync(run.paths.adapter, "");
  const { id } = run.record;
  const byOf = async (answering: Answering) => (await chooseAnswering({ folder, answering }, never)).by;
  const { title } = runRow(run, undefined);
  expect(title).toMatch(/quick$/);
  expect(await byOf({ kind: "usual" })).toEqual({ model: "small", run: { id, title } });
  await writeRunName(run.paths, "first, tuned by me");
  expect(await byOf({ kind: "run", runId: id })).toEqual({ model: "small", run: { id, title: "first, tuned by me" } });
  expect(await byOf({ kind: "base" })).toEqual({ model: "small" });
});

it("names a run that is not there", async () => {
  const asked = chooseAnswering({ folder: folderOf({}), answering: { kind: "run", runId: "no-such" } }, never);
  await expect(asked).rejects.toMatchObject({ code: "run/unknown" });
});
