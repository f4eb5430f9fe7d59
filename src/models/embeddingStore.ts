import { readdir, rm, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import * as z from "zod";
import { UserError } from "../base/errors.ts";
import { type EmbeddingChoice, type EmbeddingPrecision, ONNX_FILES } from "../core/embedding.ts";
import { embeddingChoiceSchema } from "../core/embeddingSchema.ts";
import { writeJsonAtomic } from "../storage/atomicWrite.ts";
import { sha256File } from "../storage/fingerprint.ts";
import { readJson } from "../storage/readJson.ts";
import { modelErrors } from "./modelErrors.ts";
import { statIfThere } from "./statIfThere.ts";

/** A file of an embedding, and what its hash was compared with when it came. */
const storedFileSchema = z.object({
  file: z.string(),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** `earlier`: what came at the first download; `source`: what the Hub announced; `nothing`: it is the first of its kind. */
  verifiedAgainst: z.enum(["catalogue", "earlier", "source", "nothing"]),
});
export type StoredFile = Readonly<z.infer<typeof storedFileSchema>>;

/** What an embedding's folder says of itself, beside its files. */
const recordSchema = embeddingChoiceSchema.omit({ folder: true }).extend({
  version: z.literal(1),
  /** For people: where it came from. */
  origin: z.string(),
  sizeBytes: z.int().nonnegative(),
  /** Absent in records of before hashes were kept. */
  files: z.array(storedFileSchema).optional(),
});
export type EmbeddingRecord = z.infer<typeof recordSchema>;

export interface StoredEmbedding {
  readonly choice: EmbeddingChoice;
  readonly origin: string;
  readonly sizeBytes: number;
  /** Absent where it came before hashes were kept. */
  readonly files?: readonly StoredFile[] | undefined;
}

const recordPath = (folder: string) => join(folder, "embedding.json");

/** An embedding of the store, or undefined where it is not on this machine. Throws UserError `storage/damaged`. */
export async function readEmbedding(embeddingsFolder: string, id: string): Promise<StoredEmbedding | undefined> {
  const folder = join(embeddingsFolder, id);
  const record = await readJson(recordPath(folder), recordSchema);
  if (record === undefined) return undefined;
  const { version: _version, origin, sizeBytes, files, ...choice } = record;
  return { choice: { ...choice, folder }, origin, sizeBytes, files };
}

/** Whether the files of an embedding are those that came. Throws UserError `models/changed`; the signal's reason. */
export async function requireUnchanged({ choice, files = [] }: StoredEmbedding, signal?: AbortSignal): Promise<void> {
  for (const { file, sha256 } of files) {
    const path = join(choice.folder, file);
    const isThere = (await statIfThere(path)) !== undefined;
    const found = isThere ? await sha256File(path, signal ? { signal } : {}) : undefined;
    if (found !== sha256) throw modelErrors.embeddingChanged(choice.id, path, sha256, found);
  }
}

export async function writeEmbedding(folder: string, record: Omit<EmbeddingRecord, "version">): Promise<void> {
  await writeJsonAtomic(recordPath(folder), { version: 1, ...record });
}

/** Deletes an embedding; returns the bytes that are freed, or undefined where there is none. */
export async function removeEmbedding(embeddingsFolder: string, id: string): Promise<number | undefined> {
  const folder = join(embeddingsFolder, id);
  if ((await statIfThere(recordPath(folder))) === undefined) return undefined;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  await rm(folder, { recursive: true, force: true });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Beginning of the hash of the weights. */
export async function fingerprintOf(folder: string, precision: EmbeddingPrecision): Promise<string> {
  return (await sha256File(join(folder, ONNX_FILES[precision]), {})).slice(0, FINGERPRINT_DIGITS);
}
const FINGERPRINT_DIGITS = 12;

const poolingSchema = z.object({ pooling_mode_cls_token: z.boolean().optional() });
const lengthSchema = z.object({ max_seq_length: z.int().positive().optional() });
const promptSchema = z.object({ prompts: z.record(z.string(), z.string()).optional() });
const DEFAULT_MAX_TOKENS = 512;

/**
 * A folder of the user's own, as Sentence Transformers and Optimum write them: pooling, length and prefixes are read
 * from it, and are mean, 512 and none where it does not say. Throws UserError `embedding/bad-folder`.
 */
export async function embeddingInFolder(path: string): Promise<EmbeddingChoice> {
  const folder = resolve(path);
  const precisions = ["q8", "fp16", "fp32"] as const;
  const found = await Promise.all(precisions.map((each) => statIfThere(join(folder, ONNX_FILES[each]))));
  const precision = precisions.find((_, index) => found[index] !== undefined);
  if (precision === undefined) throw modelErrors.badEmbeddingFolder(folder, Object.values(ONNX_FILES).join(" or "));
  for (const file of ["config.json", "tokenizer.json"]) {
    if ((await statIfThere(join(folder, file))) === undefined) throw modelErrors.badEmbeddingFolder(folder, file);
  }
  const pooling = await readLoose(join(folder, "1_Pooling", "config.json"), poolingSchema);
  const length = await readLoose(join(folder, "sentence_bert_config.json"), lengthSchema);
  const prompts = (await readLoose(join(folder, "config_sentence_transformers.json"), promptSchema))?.prompts;
  return {
    id: basename(folder),
    folder,
    precision,
    pooling: pooling?.pooling_mode_cls_token === true ? "cls" : "mean",
    maxTokens: length?.max_seq_length ?? DEFAULT_MAX_TOKENS,
    queryPrefix: prompts?.query ?? "",
    passagePrefix: prompts?.document ?? prompts?.passage ?? "",
    fingerprint: await fingerprintOf(folder, precision),
  };
}

/** These files are other programs': what of them cannot be read says nothing. */
async function readLoose<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  return await readJson(path, schema).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
}
