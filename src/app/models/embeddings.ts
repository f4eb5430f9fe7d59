import { existsSync } from "node:fs";
import { sep } from "node:path";
import type { EmbeddingChoice } from "../../core/embedding.ts";
import { catalogueEmbedding, type CatalogueEmbedding, EMBEDDINGS } from "../../models/embeddingCatalogue.ts";
import {
  embeddingInFolder,
  readEmbedding,
  removeEmbedding,
  requireUnchanged,
  type StoredEmbedding,
  type StoredFile,
} from "../../models/embeddingStore.ts";
import { modelErrors } from "../../models/modelErrors.ts";
import { nearestNames } from "../../models/nearestNames.ts";
import { obtainEmbedding } from "../../models/obtainEmbedding.ts";
import { huggingFaceHub } from "../../models/sources/huggingFaceHub.ts";
import { embeddingsFolder } from "../../storage/modelPaths.ts";
import type { ModelOptions } from "./manageModels.ts";

/** An embedding of the catalogue, and whether it is on this machine. */
export interface ListedEmbedding extends Pick<
  CatalogueEmbedding,
  "id" | "title" | "dimension" | "maxTokens" | "sizeBytes" | "licence"
> {
  readonly isReady: boolean;
  /** Of its files on the Hub, and of those the ones whose SHA-256 is known before they are fetched. */
  readonly fileCount: number;
  readonly knownHashCount: number;
}

export interface ReadyEmbedding extends StoredEmbedding {
  readonly isNew: boolean;
}

/** What the hash of a fetched file was compared with. */
export type FileCheck = StoredFile["verifiedAgainst"];

/** The one that comes with the product, by name. */
export const STATIC_EMBEDDING = "static";

const WHAT_TO_DO =
  "Mend one of these, or bring the model's folder to this machine and run `espalier index --embedding FOLDER`.";

export const isEmbedding = (name: string): boolean => catalogueEmbedding(name) !== undefined;

/** The catalogue. Makes no connection. */
export async function listEmbeddings({ env = process.env }: Pick<ModelOptions, "env"> = {}): Promise<
  readonly ListedEmbedding[]
> {
  const folder = embeddingsFolder(env);
  return Promise.all(
    EMBEDDINGS.map(async ({ id, title, dimension, maxTokens, sizeBytes, licence, hub: { files } }) => {
      const isReady = (await readEmbedding(folder, id).catch(() => undefined)) !== undefined;
      const knownHashCount = files.filter(({ sha256 }) => sha256 !== undefined).length;
      const counts = { fileCount: files.length, knownHashCount };
      return { id, title, dimension, maxTokens, sizeBytes, licence, isReady, ...counts };
    }),
  );
}

/** An embedding of the catalogue, fetched if need be. Throws UserError `embedding/unknown`, `models/…`. */
export async function getEmbedding(
  id: string,
  { env = process.env, signal, onProgress: report }: ModelOptions = {},
): Promise<ReadyEmbedding> {
  const model = knownEmbedding(id);
  return obtainEmbedding(embeddingsFolder(env), model, huggingFaceHub(), { env, signal, report, hint: WHAT_TO_DO });
}

/**
 * What `name` says vectors are to be made with: `static`, an embedding of the catalogue that is on this machine, or a
 * folder. Fetches nothing. Throws UserError `embedding/unknown`, `embedding/not-here`, `embedding/bad-folder`,
 * `models/changed`.
 */
export async function chooseEmbedding(
  name: string,
  { env = process.env }: Pick<ModelOptions, "env"> = {},
): Promise<EmbeddingChoice | "static"> {
  if (name === STATIC_EMBEDDING) return STATIC_EMBEDDING;
  const isPath = name.includes("/") || name.includes(sep) || name.startsWith(".");
  if (isPath || (name !== "" && !isEmbedding(name) && existsSync(name))) return embeddingInFolder(name);
  const { id } = knownEmbedding(name);
  const stored = await readEmbedding(embeddingsFolder(env), id);
  if (stored === undefined) throw modelErrors.embeddingNotHere(id);
  await requireUnchanged(stored);
  return stored.choice;
}

/** Deletes an embedding from this machine; returns the bytes freed. Throws UserError `models/not-installed`. */
export async function deleteEmbedding(
  id: string,
  { env = process.env }: Pick<ModelOptions, "env"> = {},
): Promise<number> {
  const freedBytes = await removeEmbedding(embeddingsFolder(env), knownEmbedding(id).id);
  if (freedBytes === undefined) throw modelErrors.notInstalled(id);
  return freedBytes;
}

function knownEmbedding(name: string): CatalogueEmbedding {
  const known = catalogueEmbedding(name);
  if (known !== undefined) return known;
  throw modelErrors.unknownEmbedding(
    name,
    nearestNames(
      name,
      EMBEDDINGS.map(({ id }) => id),
    ),
  );
}
