import { join } from "node:path";
import * as z from "zod";
import { UserError } from "../base/errors.ts";
import { embeddingChoiceSchema } from "../core/embeddingSchema.ts";
import { writeFileAtomic } from "../storage/atomicWrite.ts";
import { readJson } from "../storage/readJson.ts";

/** What the index consists of; everything else in its folder is a leftover. */
export const manifestSchema = z.object({
  version: z.literal(1),
  /** Grows with every write, so that a reader sees that something is new. */
  generation: z.int().nonnegative(),
  segments: z.array(
    z.object({
      /** Name of its file without ending: `s0123456789ab`. */
      name: z.string().regex(/^s[0-9a-f]{12}$/),
      /** Indices of files that are gone or stand in a later segment. */
      deadFiles: z.array(z.int().nonnegative()),
      /** Files whose time changed while their content did not: index, and the time in milliseconds. */
      touched: z.array(z.tuple([z.int().nonnegative(), z.number()])),
    }),
  ),
  updatedAt: z.string(),
  /** Whether the last update went through all files. */
  isComplete: z.boolean(),
  /** What it may grow to. Absent in indexes of earlier versions: the default. */
  maxBytes: z.number().positive().optional(),
  /** What makes the vectors. Absent: the model that comes with the product. */
  embedding: embeddingChoiceSchema.optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestSegment = Manifest["segments"][number];

export const EMPTY_MANIFEST: Manifest = {
  version: 1,
  generation: 0,
  segments: [],
  updatedAt: new Date(0).toISOString(),
  isComplete: false,
};

export const manifestPath = (indexFolder: string): string => join(indexFolder, "manifest.json");
export const segmentPath = (indexFolder: string, name: string): string => join(indexFolder, `${name}.seg`);
/** Vectors of another model are another file. */
export const vectorPath = (indexFolder: string, name: string, model: string): string =>
  join(indexFolder, `${name}.${model}.vec`);

/** Vectors of a segment that is not done with: an update that is cut short goes on here. */
export const begunVectorPath = (indexFolder: string, name: string, model: string): string =>
  join(indexFolder, `${name}.${model}.part`);

/** The manifest, or undefined where there is no index. Throws UserError `index/damaged`. */
export async function readManifest(indexFolder: string): Promise<Manifest | undefined> {
  try {
    return await readJson(manifestPath(indexFolder), manifestSchema);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError("index/damaged", error.message, "Run `espalier index`: the index is made again.");
  }
}

/** Makes what it names the index. Whatever it names must be on disk by now. */
export async function writeManifest(indexFolder: string, manifest: Manifest): Promise<void> {
  await writeFileAtomic(manifestPath(indexFolder), JSON.stringify(manifest));
}
