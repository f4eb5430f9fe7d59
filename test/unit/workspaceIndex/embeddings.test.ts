import { readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EmbeddingChoice } from "../../../src/core/embedding.ts";
import { vectorModelOf } from "../../../src/core/embedding.ts";
import { UserError } from "../../../src/base/errors.ts";
import type { IndexProgress } from "../../../src/core/search.ts";
import { SearchIndex } from "../../../src/workspaceIndex/searchIndex.ts";
import { onlyStatic, type OpenEmbedding } from "../../../src/workspaceIndex/staticModel.ts";
import { updateIndex } from "../../../src/workspaceIndex/updateIndex.ts";
import { folderOf } from "../../support/folder.ts";

const DIMENSION = 16;
const choiceOf = (id: string): EmbeddingChoice => ({
  id,
  folder: "/nowhere",
  precision: "fp32",
  pooling: "mean",
  maxTokens: 99,
  queryPrefix: "",
  passagePrefix: "",
  fingerprint: "0123456789ab",
});

/** A model to which a text is its letters, and that keeps what it was given to read. */
function letterModel() {
  const read: string[] = [];
  let isHere = true;
  const open: OpenEmbedding = async (choice) => {
    if (choice === undefined) return onlyStatic(undefined);
    if (!isHere) throw new UserError("embedding/missing", `${choice.id} is gone`, "Get it.");
    return {
      kind: "texts",
      id: vectorModelOf(choice),
      dimension: DIMENSION,
      embed: async (texts, as) => {
        if (as === "passage") read.push(...texts);
        const vectors = new Float32Array(texts.length * DIMENSION);
        for (const [index, text] of texts.entries()) {
          for (const letter of text.replace(/^.*\n/, "")) {
            const place = index * DIMENSION + (letter.charCodeAt(0) % DIMENSION);
            vectors[place] = (vectors[place] ?? 0) + 1;
          }
        }
        return vectors;
      },
    };
  };
  return { open, read, remove: () => (isHere = false) };
}

function workspace(files: Readonly<Record<string, string>>) {
  const model = letterModel();
  const root = folderOf(files);
  const indexFolder = join(root, ".espalier", "index");
  const old = (path: string) => utimesSync(join(root, path), 1_000_000, 1_000_000);
  for (const path of Object.keys(files)) old(path);
  const index = new SearchIndex(root, indexFolder, model.open);
  return {
    ...model,
    root,
    index,
    old,
    update: async (
      embedding?: EmbeddingChoice | "static",
      onProgress?: (progress: IndexProgress) => void,
      signal?: AbortSignal,
    ) => updateIndex({ root, indexFolder, embedding, openEmbedding: model.open }, onProgress, signal),
    write: (path: string, text: string) => writeFileSync(join(root, path), text),
    nearest: async (query: string) =>
      (await index.search({ query, kind: "vector", limit: 1 })).hits.map(({ path }) => path),
    vectorFiles: () => readdirSync(indexFolder).filter((name) => name.endsWith(".vec") || name.endsWith(".part")),
  };
}

const LETTERS = { "a.txt": "aaaa aaaa", "b.txt": "bbbb bbbb", "c.txt": "cccc cccc" };

describe("vectors by a model that reads texts", () => {
  it("are made of each passage with its path, are searched, and stay the index's choice", async () => {
    const { update, nearest, read, write, index } = workspace(LETTERS);
    await update(choiceOf("letters"));
    expect(read.toSorted()).toEqual(["a.txt\naaaa aaaa", "b.txt\nbbbb bbbb", "c.txt\ncccc cccc"]);
    expect(await nearest("bbb")).toEqual(["b.txt"]);
    write("d.txt", "dddd dddd");
    await update();
    expect(await nearest("ddd")).toEqual(["d.txt"]);
    expect((await index.status()).vectors).toEqual({ "letters-0123456789ab": 4 });
  });

  it("are made once: not again when other files change, nor of passages that stayed", async () => {
    const long = (letter: string) => `# ${letter}\n\n${`${letter} word `.repeat(90)}\n`;
    const { update, read, write } = workspace({ "guide.md": long("a") + long("b"), "b.txt": "bbbb bbbb" });
    await update(choiceOf("letters"));
    const all = read.length;
    write("b.txt", "bbbb cccc");
    await update();
    expect(read.length).toBe(all + 1);
    write("guide.md", long("a") + long("c"));
    await update();
    expect(read.slice(all + 1).every((text) => text.includes("c word"))).toBe(true);
    expect(read.length).toBeGreaterThan(all + 1);
  });

  it("go along when segments are merged", async () => {
    const { update, nearest, read, write } = workspace(LETTERS);
    await update(choiceOf("letters"));
    // One segment an edit, until there are more than are kept.
    for (let edit = 0; edit < 9; edit++) {
      write(`e${edit}.txt`, String.fromCharCode(100 + edit).repeat(8));
      await update();
    }
    expect(read.length).toBe(3 + 9);
    expect(await nearest("aaa")).toEqual(["a.txt"]);
    expect(await nearest("hhh")).toEqual(["e4.txt"]);
  });

  it("replace those of another model, and give way to the product's own", async () => {
    const { update, vectorFiles, nearest, index } = workspace(LETTERS);
    await update();
    await update(choiceOf("letters"));
    expect(vectorFiles().every((name) => name.endsWith(".letters-0123456789ab.vec"))).toBe(true);
    expect(await nearest("ccc")).toEqual(["c.txt"]);
    await update("static");
    expect(vectorFiles().some((name) => name.includes("letters"))).toBe(false);
    expect(Object.keys((await index.status()).vectors)).not.toContain("letters-0123456789ab");
  });

  it("stop when told to and lose nothing that words find", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`f${n}.txt`, `berry ${n} ${"x".repeat(n)}`]),
    );
    const { update, index, read } = workspace(files);
    const stop = new AbortController();
    const stopped = update(
      choiceOf("letters"),
      (progress) => {
        if (progress.phase === "embed" && progress.done > 20) stop.abort(new Error("enough"));
      },
      stop.signal,
    );
    await expect(stopped).rejects.toThrow("enough");
    expect(read.length).toBeLessThan(60);
    const request = { query: "berry", limit: 99 } as const;
    expect((await index.search({ ...request, kind: "hybrid" })).kind).toBe("keyword");
    await update();
    expect(await index.search({ ...request, kind: "hybrid" })).toMatchObject({ kind: "hybrid" });
  });

  it("leave words to search by when their model is gone, and say so", async () => {
    const { update, remove, root, open } = workspace(LETTERS);
    await update(choiceOf("letters"));
    remove();
    const { remarks } = await update();
    expect(remarks).toEqual([expect.stringContaining("letters is gone")]);
    const index = new SearchIndex(root, join(root, ".espalier", "index"), open);
    expect((await index.search({ query: "aaaa", kind: "hybrid", limit: 3 })).kind).toBe("keyword");
    await expect(update(choiceOf("others"))).rejects.toMatchObject({ code: "embedding/missing" });
  });

  it("are of what an editor holds, while it holds it", async () => {
    const { update, index, nearest } = workspace(LETTERS);
    await update(choiceOf("letters"));
    await index.setBuffer("a.txt", "kkkk kkkk");
    expect(await nearest("kkk")).toEqual(["a.txt"]);
    await index.setBuffer("a.txt", undefined);
    expect(await nearest("aaa")).toEqual(["a.txt"]);
  });

  it("are not missed where a file is gone before it is read", async () => {
    const { root, update, nearest } = workspace(LETTERS);
    const gone = () => rmSync(join(root, "b.txt"), { force: true });
    await update(choiceOf("letters"), (progress) => (progress.phase === "embed" ? gone() : undefined));
    expect(await nearest("aaa")).toEqual(["a.txt"]);
  });
});
