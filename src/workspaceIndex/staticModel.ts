import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { UserError } from "../base/errors.ts";
import type { EmbeddingChoice } from "../core/embedding.ts";
import { type Embedding, staticEmbedding } from "../retrieval/vectors/embedding.ts";
import { openStaticEmbedding, type StaticEmbedding } from "../retrieval/vectors/staticEmbedding.ts";

/** Makes an embedding ready; undefined means the one that comes with the product. Throws UserError where it cannot. */
export type OpenEmbedding = (choice: EmbeddingChoice | undefined) => Promise<Embedding>;

/** Knows the one that comes with the product, and no other. */
export const onlyStatic: OpenEmbedding = async (choice) => {
  if (choice === undefined) return staticEmbedding(await loadStaticModel());
  throw new UserError(
    "index/no-model",
    `the index has vectors of ${choice.id}, which is not at hand here`,
    "Words alone are searched. `espalier index --embedding static` makes vectors of the model that comes with Espalier.",
  );
};

const FILE = "embedding.bin";
let loading: Promise<StaticEmbedding> | undefined;

/** The embedding that comes with the product, read once. Throws UserError `index/no-model`, `index/damaged`. */
export async function loadStaticModel(): Promise<StaticEmbedding> {
  return (loading ??= load());
}

async function load(): Promise<StaticEmbedding> {
  // Beside the bundles in dist/, one folder above the code they share, or in assets/ beside src/.
  const candidates = [`./${FILE}`, `../${FILE}`, `../../assets/${FILE}`];
  const path = candidates.map((each) => fileURLToPath(new URL(each, import.meta.url))).find((each) => existsSync(each));
  if (path === undefined) {
    throw new UserError(
      "index/no-model",
      `the model of the index is missing: expected ${FILE} beside the program`,
      "Build Espalier with `npm run build`, or install it again.",
    );
  }
  return openStaticEmbedding(await readFile(path), FILE);
}
