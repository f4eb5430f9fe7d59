import { basename } from "node:path";
import * as z from "zod";

/** The version this program writes. A change of meaning raises it and adds a step to `migrateRecord`. */
export const RECORD_VERSION = 1;

export const SOURCE_KINDS = ["file", "ollama", "lm-studio", "hugging-face-cache", "hub", "python-package"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

const originSchema = z.object({
  kind: z.enum(SOURCE_KINDS),
  /** For people: "Hugging Face Hub". */
  title: z.string(),
  /** Where exactly: a URL, a path, a package and version. */
  location: z.string(),
});
/** Which source served a model. */
export type ModelOrigin = Readonly<z.infer<typeof originSchema>>;

const common = {
  version: z.literal(RECORD_VERSION),
  id: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().nonnegative(),
  /** Of the file, as last seen: with the size it tells whether the file must be hashed again. */
  modifiedMs: z.number(),
  architecture: z.string(),
  contextLength: z.int().positive().optional(),
  origin: originSchema,
  /** What the hash was compared with: the catalogue's, the one the source announced, or nothing but itself. */
  verifiedAgainst: z.enum(["catalogue", "source", "nothing"]),
  addedAt: z.iso.datetime(),
};

export const modelRecordSchema = z.discriminatedUnion("placement", [
  z.object({
    ...common,
    placement: z.literal("stored"),
    /** A name, not a path: a damaged record must not point out of its folder. */
    file: z.string().refine((name) => name !== "" && basename(name) === name && name !== ".." && name !== "."),
  }),
  z.object({ ...common, placement: z.literal("in-place"), path: z.string() }),
]);

/** The JSON beside a model. `stored` files lie in the record's folder, `in-place` ones wherever they were found. */
export type ModelRecord = Readonly<z.infer<typeof modelRecordSchema>>;

/** Just enough of any version to tell which it is. */
export const recordVersionSchema = z.object({ version: z.int().positive() });
