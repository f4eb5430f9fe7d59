import { copyFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { huggingFaceCache } from "../../../src/models/sources/huggingFaceCache.ts";
import { lmStudioStore } from "../../../src/models/sources/lmStudioStore.ts";
import { machineStoreSource } from "../../../src/models/sources/machineStoreSource.ts";
import { ollamaStore } from "../../../src/models/sources/ollamaStore.ts";
import { isolatedEnvironment } from "../../support/isolatedEnvironment.ts";
import { obtainContext } from "../../support/obtainContext.ts";
import { writeSmallModel, type SmallModelFile } from "../../support/smallModelFile.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const smallModel = (seed = 1) => writeSmallModel(join(temporaryFolder(), "model.gguf"), { seed });

function put(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** What `ollama pull NAME` leaves: a manifest and the blob that it names. */
function putOllama(store: string, name: string, model: SmallModelFile): string {
  const manifest = {
    schemaVersion: 2,
    layers: [
      { mediaType: "application/vnd.ollama.image.license", digest: `sha256:${"0".repeat(64)}`, size: 5 },
      { mediaType: "application/vnd.ollama.image.model", digest: `sha256:${model.sha256}`, size: model.sizeBytes },
    ],
  };
  put(join(store, "manifests", ...name.split("/")), JSON.stringify(manifest));
  return put(join(store, "blobs", `sha256-${model.sha256}`), model.bytes);
}

/** What huggingface_hub leaves. */
function putHubCache(hub: string, revision: string, file: string, model: SmallModelFile): string {
  const repository = join(hub, "models--someone--Some-Model-GGUF");
  const blob = put(join(repository, "blobs", model.sha256), model.bytes);
  const link = join(repository, "snapshots", revision, file);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(blob, link);
  return link;
}

describe("Ollama's store", () => {
  it("finds the weights that a manifest names, under Ollama's own names", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    const blob = putOllama(env.OLLAMA_MODELS, "registry.ollama.ai/library/smollm2/135m", model);
    putOllama(env.OLLAMA_MODELS, "registry.ollama.ai/someone/tuned/latest", model);
    putOllama(env.OLLAMA_MODELS, "hf.co/org/repo/Q8_0", model);
    const found = await ollamaStore.find(env);
    expect(found.map(({ reference }) => reference).sort()).toEqual([
      "ollama:hf.co/org/repo:Q8_0",
      "ollama:smollm2:135m",
      "ollama:someone/tuned:latest",
    ]);
    expect(found[0]).toMatchObject({ path: blob, sha256: model.sha256, sizeBytes: model.sizeBytes });
  });

  it("looks into the user's home when nothing else is said", async () => {
    const env = { ...isolatedEnvironment(), OLLAMA_MODELS: undefined };
    putOllama(join(env.HOME, ".ollama", "models"), "registry.ollama.ai/library/here/latest", await smallModel());
    expect((await ollamaStore.find(env)).map(({ reference }) => reference)).toContain("ollama:here:latest");
  });

  it("passes over damaged manifests, half-finished blobs and digests that are paths", async () => {
    const env = isolatedEnvironment();
    const manifests = join(env.OLLAMA_MODELS, "manifests", "registry.ollama.ai", "library");
    put(join(manifests, "damaged", "latest"), "{");
    put(join(manifests, "other", "latest"), '{"layers": "none"}');
    const digest = "sha256:../../../../etc/passwd";
    const layers = [{ mediaType: "application/vnd.ollama.image.model", digest, size: 1 }];
    put(join(manifests, "hostile", "latest"), JSON.stringify({ layers }));
    truncateSync(putOllama(env.OLLAMA_MODELS, "registry.ollama.ai/library/half/latest", await smallModel()), 1000);
    expect(await ollamaStore.find(env)).toEqual([]);
  });
});

describe("LM Studio's store", () => {
  it("finds model files in both of its places, and neither projectors nor parts of downloads", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    const now = put(join(env.HOME, ".lmstudio/models/org/Repo-GGUF/model-Q8_0.gguf"), model.bytes);
    const before = put(join(env.HOME, ".cache/lm-studio/models/org/Old-GGUF/old.gguf"), model.bytes);
    put(join(env.HOME, ".lmstudio/models/org/Repo-GGUF/mmproj-model.gguf"), model.bytes);
    put(join(env.HOME, ".lmstudio/models/org/Repo-GGUF/downloading_model.gguf.part"), model.bytes);
    const found = await lmStudioStore.find(env);
    expect(found.map(({ path }) => path).sort()).toEqual([before, now].sort());
    expect(found.find(({ path }) => path === now)).toMatchObject({
      repository: "org/Repo-GGUF",
      file: "model-Q8_0.gguf",
    });
  });
});

describe("the Hugging Face cache", () => {
  it("finds GGUF files of snapshots with the hash that their blob is named by", async () => {
    const env = isolatedEnvironment();
    const model = await smallModel();
    const hub = join(env.HOME, ".cache", "huggingface", "hub");
    const link = putHubCache(hub, "c0ffee", "model.gguf", model);
    put(join(hub, "datasets--someone--data", "snapshots", "1", "data.gguf"), "GGUF");
    expect(await huggingFaceCache.find(env)).toEqual([
      {
        kind: "hugging-face-cache",
        reference: "someone/Some-Model-GGUF@c0ffee:model.gguf",
        path: link,
        sizeBytes: model.sizeBytes,
        sha256: model.sha256,
        repository: "someone/Some-Model-GGUF",
        revision: "c0ffee",
        file: "model.gguf",
      },
    ]);
  });

  it.each([
    ["HF_HUB_CACHE", (folder: string) => ({ HF_HUB_CACHE: folder })],
    ["HF_HOME", (folder: string) => ({ HF_HOME: dirname(folder) })],
    ["XDG_CACHE_HOME", (folder: string) => ({ XDG_CACHE_HOME: dirname(dirname(folder)) })],
  ])("looks where %s says", async (_name, settings) => {
    const hub = join(temporaryFolder(), "huggingface", "hub");
    putHubCache(hub, "c0ffee", "model.gguf", await smallModel());
    expect(await huggingFaceCache.find({ ...isolatedEnvironment(), ...settings(hub) })).toHaveLength(1);
  });

  it("passes over a link whose blob was deleted", async () => {
    const env = isolatedEnvironment();
    const snapshot = join(env.HOME, ".cache/huggingface/hub/models--a--b/snapshots/1");
    mkdirSync(snapshot, { recursive: true });
    symlinkSync(join(snapshot, "gone"), join(snapshot, "model.gguf"));
    expect(await huggingFaceCache.find(env)).toEqual([]);
  });
});

describe("serving from a store of the machine", () => {
  const hub = (model: SmallModelFile, file = "model.gguf") => ({
    repository: "someone/Some-Model-GGUF",
    revision: "c0ffee",
    file,
    sizeBytes: model.sizeBytes,
    sha256: model.sha256,
  });

  it("uses a file with the wanted hash in place, whatever it is called", async () => {
    const context = obtainContext();
    const model = await smallModel();
    const blob = putOllama(String(context.env.OLLAMA_MODELS), "registry.ollama.ai/library/any/latest", model);
    const file = await machineStoreSource(ollamaStore).obtain({ id: "wanted", hub: hub(model) }, context);
    expect(file).toMatchObject({ path: blob, placement: "in-place", sha256: model.sha256 });
    expect(file.origin).toEqual({ kind: "ollama", title: "Ollama", location: "ollama:any:latest" });
  });

  it("does not take a file of the same name and size that has another content", async () => {
    const context = obtainContext();
    const model = await smallModel();
    const other = await smallModel(2);
    expect(other.sizeBytes).toBe(model.sizeBytes);
    put(join(String(context.env.HOME), ".lmstudio/models/x/y/model.gguf"), other.bytes);
    const serving = machineStoreSource(lmStudioStore).obtain({ id: "wanted", hub: hub(model) }, context);
    await expect(serving).rejects.toMatchObject({ code: "models/not-the-same" });
  });

  it("does not believe a blob's name", async () => {
    const context = obtainContext();
    const model = await smallModel();
    const blob = putOllama(String(context.env.OLLAMA_MODELS), "registry.ollama.ai/library/any/latest", model);
    copyFileSync((await smallModel(2)).path, blob);
    const serving = machineStoreSource(ollamaStore).obtain({ id: "wanted", hub: hub(model) }, context);
    await expect(serving).rejects.toMatchObject({ code: "models/not-the-same" });
  });

  it("serves a reference without a hash from the same repository, file and revision only", async () => {
    const context = obtainContext();
    const model = await smallModel();
    putHubCache(join(String(context.env.HOME), ".cache/huggingface/hub"), "c0ffee", "model.gguf", model);
    const source = machineStoreSource(huggingFaceCache);
    const wanted = { repository: "someone/Some-Model-GGUF", file: "model.gguf" };
    const served = await source.obtain({ id: "wanted", hub: { ...wanted, revision: "main" } }, context);
    expect(served).toMatchObject({ sha256: model.sha256, verifiedAgainst: "source" });
    await source.obtain({ id: "wanted", hub: { ...wanted, revision: "c0ffee" } }, context);
    for (const other of [
      { ...wanted, revision: "beef" },
      { ...wanted, revision: "main", file: "model-2.gguf" },
      { ...wanted, revision: "main", repository: "else/Some-Model-GGUF" },
    ]) {
      await expect(source.obtain({ id: "wanted", hub: other }, context)).rejects.toMatchObject({
        code: "models/not-in-store",
      });
    }
  });
});
