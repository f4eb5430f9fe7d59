import { z } from "zod";
import { UserError } from "../base/errors.ts";

/** One dataset as it was built last. */
export interface DatasetEntry {
  /** SHA-256 of the examples that took part then. */
  readonly revision: string;
  /** ISO 8601, UTC. */
  readonly builtAt: string;
  /** What the build was asked for. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly counts: {
    readonly total: number;
    readonly effective: number;
    readonly bySplit: Readonly<Record<string, number>>;
    readonly excluded: Readonly<Record<string, number>>;
  };
}

/** A version of a dataset that was built or trained on. */
export interface SeenRevision {
  readonly dataset: string;
  readonly revision: string;
  /** ISO 8601, UTC: when it was seen first. */
  readonly at: string;
  readonly exampleCount: number;
}

export interface RunUse {
  readonly run: string;
  readonly dataset: string;
  readonly revision: string;
}

/** What is known of a workspace beyond what single datasets and runs say of themselves. */
export interface Catalogue {
  readonly schemaVersion: 1;
  datasets: Record<string, DatasetEntry>;
  /** Oldest first. */
  revisions: SeenRevision[];
  /** Oldest first. */
  runs: RunUse[];
}

export const emptyCatalogue = (): Catalogue => ({ schemaVersion: 1, datasets: {}, revisions: [], runs: [] });

const counts = z.record(z.string(), z.int());

const catalogueSchema: z.ZodType<Catalogue> = z.object({
  schemaVersion: z.literal(1),
  datasets: z.record(
    z.string(),
    z.object({
      revision: z.string(),
      builtAt: z.string(),
      options: z.record(z.string(), z.unknown()),
      counts: z.object({ total: z.int(), effective: z.int(), bySplit: counts, excluded: counts }),
    }),
  ),
  revisions: z.array(z.object({ dataset: z.string(), revision: z.string(), at: z.string(), exampleCount: z.int() })),
  runs: z.array(z.object({ run: z.string(), dataset: z.string(), revision: z.string() })),
});

type Migration = (older: Record<string, unknown>) => Record<string, unknown>;

/** The one at index i makes version i + 2 of version i + 1. */
const MIGRATIONS: readonly Migration[] = [];

const versioned = z.looseObject({ schemaVersion: z.int().min(1) });

/**
 * A catalogue of any version so far as one of today's. Throws UserError `catalogue/newer`, `catalogue/damaged`.
 * @param path as errors name it.
 */
export function catalogueFrom(path: string, text: string): Catalogue {
  const value = versioned.safeParse(parsed(path, text));
  if (!value.success) throw damaged(path, "it has no schemaVersion");
  const { schemaVersion } = value.data;
  const known = MIGRATIONS.length + 1;
  if (schemaVersion > known) {
    throw new UserError(
      "catalogue/newer",
      `${path} has schema version ${schemaVersion}, this Espalier knows versions up to ${known}`,
      "Update Espalier: a newer one wrote this file.",
    );
  }
  const migrated = MIGRATIONS.slice(schemaVersion - 1).reduce(
    (older, migrate, index) => ({ ...migrate(older), schemaVersion: schemaVersion + index + 1 }),
    value.data as Record<string, unknown>,
  );
  const result = catalogueSchema.safeParse(migrated);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw damaged(path, `${issue?.path.join(".") ?? "content"}: ${issue?.message ?? "not as expected"}`);
}

function parsed(path: string, text: string): unknown {
  const conflict = text.split("\n").findIndex((line) => line.startsWith("<<<<<<<"));
  if (conflict >= 0) {
    throw new UserError(
      "catalogue/merge-conflict",
      `${path} line ${conflict + 1}: an unresolved merge conflict (<<<<<<<)`,
      "Keep either side and delete the marks: the next build and run bring it up to date.",
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
}

const damaged = (path: string, detail: string): UserError =>
  new UserError(
    "catalogue/damaged",
    `${path} is damaged: ${detail}`,
    "Restore it (`git checkout -- <file>`, where it is committed), or delete it: the next build writes it anew.",
  );
