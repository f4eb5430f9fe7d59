import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openEmbedder } from "../../src/inference/embedder.ts";
import { embeddingInFolder } from "../../src/models/embeddingStore.ts";
import { runCli, runJson } from "../support/cliProcess.ts";
import { folderOf } from "../support/folder.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { TINY_DIMENSION, writeTinyEmbedding } from "../support/tinyEmbedding.ts";

function tinyFolder(): string {
  const folder = join(temporaryFolder(), "tiny");
  writeTinyEmbedding(folder);
  return folder;
}

const dot = (vectors: Float32Array, a: number, b: number): number => {
  const row = (index: number) => vectors.subarray(index * TINY_DIMENSION, (index + 1) * TINY_DIMENSION);
  return row(a).reduce((sum, value, index) => sum + value * (row(b)[index] ?? 0), 0);
};

describe("openEmbedder", () => {
  it("gives texts of one meaning one vector, whatever stands beside them in the batch", async () => {
    const { dimension, embed } = await openEmbedder(await embeddingInFolder(tinyFolder()));
    expect(dimension).toBe(TINY_DIMENSION);
    const vectors = await embed(["a walrus", "the Tusk and the tusk, both long", "a lock", "unknown words"], "passage");
    expect(dot(vectors, 0, 0)).toBeCloseTo(1, 5);
    expect(dot(vectors, 0, 1)).toBeCloseTo(1, 5);
    expect(dot(vectors, 0, 2)).toBeCloseTo(0, 5);
    expect(dot(vectors, 3, 3)).toBe(0);
    expect(await embed(["a walrus"], "passage")).toEqual(vectors.slice(0, TINY_DIMENSION));
  });

  it("puts the prefixes of the model before queries and passages", async () => {
    const choice = await embeddingInFolder(tinyFolder());
    const { embed } = await openEmbedder({ ...choice, queryPrefix: "lock ", passagePrefix: "pancake " });
    const vectors = new Float32Array([
      ...(await embed(["nothing"], "query")),
      ...(await embed(["nothing"], "passage")),
      ...(await embed(["acquire"], "query")),
    ]);
    expect(dot(vectors, 0, 1)).toBeCloseTo(0, 5);
    expect(dot(vectors, 0, 2)).toBeCloseTo(1, 5);
  });

  it("cuts a text at the tokens the model reads", async () => {
    const choice = await embeddingInFolder(tinyFolder());
    const { embed } = await openEmbedder({ ...choice, maxTokens: 3 });
    const vectors = await embed(["lock lock walrus walrus", "lock"], "passage");
    expect(dot(vectors, 0, 1)).toBeCloseTo(1, 5);
  });

  it("says what is missing, and what cannot be used, and fetches nothing", async () => {
    const folder = tinyFolder();
    const choice = await embeddingInFolder(folder);
    writeFileSync(join(folder, "onnx", "model.onnx"), "no model");
    await expect(openEmbedder(choice)).rejects.toMatchObject({ code: "embedding/load" });
    rmSync(join(folder, "tokenizer.json"));
    await expect(openEmbedder(choice)).rejects.toMatchObject({
      code: "embedding/missing",
      message: expect.stringContaining("tokenizer.json") as string,
    });
  });
});

describe("espalier index --embedding", () => {
  const FILES = {
    "src/teeth.ts": "export const tusk = 2;\n",
    "src/breakfast.ts": "export const waffle = 3;\n",
    "docs/other.md": "# Other\n\nNothing of the kind.\n",
  };
  const best = async (folder: string, query: string) => {
    const [result] = await runJson(folder, "search", query, "--kind", "vector", "--limit", "1");
    return (result as { hits: { path: string }[] }).hits.map(({ path }) => path);
  };

  it("finds by another model's vectors, keeps to it, and goes back", async () => {
    const folder = folderOf(FILES);
    writeTinyEmbedding(join(folder, ".models", "tiny"));
    expect((await runCli(folder, "index", "--embedding", "./.models/tiny")).code).toBe(0);
    expect(await best(folder, "walrus")).toEqual(["src/teeth.ts"]);
    writeFileSync(join(folder, "src/new.ts"), "export const pause = 1;\n");
    expect(await best(folder, "checkpoint")).toEqual(["src/new.ts"]);
    const [status] = await runJson(folder, "index", "--status");
    expect(Object.keys((status as { vectors: object }).vectors)).toEqual([
      expect.stringMatching(/^tiny-[0-9a-f]{12}$/),
    ]);
    expect((await runCli(folder, "index", "--embedding", "static")).code).toBe(0);
    const [after] = await runJson(folder, "index", "--status");
    expect(Object.keys((after as { vectors: object }).vectors)).not.toEqual(
      Object.keys((status as { vectors: object }).vectors),
    );
  });

  it("searches by words when the model is gone, and says so", async () => {
    const folder = folderOf(FILES);
    writeTinyEmbedding(join(folder, ".models", "tiny"));
    await runCli(folder, "index", "--embedding", "./.models/tiny");
    rmSync(join(folder, ".models"), { recursive: true });
    const { code, stderr } = await runCli(folder, "index");
    expect([code, stderr]).toEqual([0, expect.stringContaining("the embedding tiny is not on this machine")]);
    const [result] = await runJson(folder, "search", "tusk");
    expect(result).toMatchObject({ kind: "keyword", hits: [{ path: "src/teeth.ts" }] });
  });

  it("searches by words when the model's weights are others than those of its vectors, and says so", async () => {
    const folder = folderOf(FILES);
    writeTinyEmbedding(join(folder, ".models", "tiny"));
    await runCli(folder, "index", "--embedding", "./.models/tiny");
    // Still a model: what is unknown to ONNX's format is passed over.
    appendFileSync(join(folder, ".models", "tiny", "onnx", "model.onnx"), Uint8Array.of(0xf8, 0x7f, 0x01));
    const { code, stderr } = await runCli(folder, "index");
    expect([code, stderr]).toEqual([0, expect.stringContaining("has other weights than the index was made with")]);
    const [result] = await runJson(folder, "search", "tusk", "--limit", "1");
    expect(result).toMatchObject({ kind: "keyword", hits: [{ path: "src/teeth.ts" }] });
    expect((await runCli(folder, "index", "--embedding", "./.models/tiny")).code).toBe(0);
    expect(await best(folder, "walrus")).toEqual(["src/teeth.ts"]);
  });

  it("refuses what it does not know and what is not here, and never fetches it", async () => {
    const folder = folderOf(FILES);
    const unknown = await runCli(folder, "index", "--embedding", "bge-smal");
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean "bge-small-en-v1.5"')]);
    const absent = await runCli(folder, "index", "--embedding", "bge-small-en-v1.5");
    expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining("espalier models get bge-small-en-v1.5")]);
    expect((await runCli(folder, "index", "--embedding", "./src")).stderr).toContain("holds no embedding");
  });
});
