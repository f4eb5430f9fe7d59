import * as z from "zod";
import { messageOf, UserError } from "../base/errors.ts";

/** One dataset as it was built last. */
export interface DatasetEntry {
  /** SHA-256 of the examples that took part then. */
  readonly revision: string;
  /** ISO 8601, UTC. */
  readonly builtAt: string;
  /** What the build was asked for. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Examples beyond the cap of their kind, by kind; absent where an older version built it. */
  readonly leftOut?: Readonly<Record<string, number>>;
}

/** What made a version of a dataset, or made it worth remembering: a run learned from it. */
export const REVISION_CAUSES = ["build", "import", "dedupe", "split", "run"] as const;
export type RevisionCause = (typeof REVISION_CAUSES)[number];

/** A version of a dataset. Decisions make one each, and only those that something else happened to are remembered. */
export interface SeenRevision {
  readonly dataset: string;
  readonly revision: string;
  /** ISO 8601, UTC: when it was seen first. */
  readonly at: string;
  readonly exampleCount: number;
  /** Why it was seen first. */
  readonly cause: RevisionCause;
}

export interface RunUse {
  readonly run: string;
  readonly dataset: string;
  readonly revision: string;
}

/** What is known of a workspace beyond what single datasets and runs say of themselves. */
export interface Catalogue {
  readonly schemaVersion: 2;
  datasets: Record<string, DatasetEntry>;
  /** Oldest first. */
  revisions: SeenRevision[];
  /** Oldest first. */
  runs: RunUse[];
}

export const emptyCatalogue = (): Catalogue => ({ schemaVersion: 2, datasets: {}, revisions: [], runs: [] });

const datasetEntry = {
  revision: z.string(),
  builtAt: z.string(),
  options: z.record(z.string(), z.unknown()),
  leftOut: z.record(z.string(), z.int()).exactOptional(),
};
const seenRevision = { dataset: z.string(), revision: z.string(), at: z.string(), exampleCount: z.int() };
const runUse = z.object({ run: z.string(), dataset: z.string(), revision: z.string() });

const catalogueSchema: z.ZodType<Catalogue> = z.object({
  schemaVersion: z.literal(2),
  datasets: z.record(z.string(), z.object(datasetEntry)),
  revisions: z.array(z.object({ ...seenRevision, cause: z.enum(REVISION_CAUSES) })),
  runs: z.array(runUse),
});

type Migration = (older: Record<string, unknown>) => Record<string, unknown>;

/** The one at index i makes version i + 2 of version i + 1. What it cannot read it leaves to the check that follows. */
const MIGRATIONS: readonly Migration[] = [withCauses];

const version1 = z.object({
  datasets: z.record(z.string(), z.looseObject(datasetEntry)),
  revisions: z.array(z.object(seenRevision)),
  runs: z.array(runUse),
});

/**
 * Version 2 says why a revision was seen, and keeps no counts of a dataset: every decision made them wrong, and whoever
 * shows them counts. Of version 1, what a run learned from and no build of today has was seen because of the run.
 */
function withCauses(older: Record<string, unknown>): Record<string, unknown> {
  const { data } = version1.safeParse(older);
  if (data === undefined) return older;
  const { datasets, revisions, runs } = data;
  const isRun = ({ dataset, revision }: { dataset: string; revision: string }): boolean =>
    datasets[dataset]?.revision !== revision &&
    runs.some((run) => run.dataset === dataset && run.revision === revision);
  return {
    ...older,
    datasets: Object.fromEntries(
      Object.entries(datasets).map(([name, { revision, builtAt, options }]) => [name, { revision, builtAt, options }]),
    ),
    revisions: revisions.map((seen) => ({ ...seen, cause: isRun(seen) ? "run" : "build" })),
  };
}

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
    const message = messageOf(error);
    throw damaged(path, `line ${lineOf(text, message)}: ${message}`);
  }
}

/** The parser counts characters; where it names none, it came to the end of the text. */
function lineOf(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  return text.slice(0, position === undefined ? undefined : Number(position)).split("\n").length;
}

const damaged = (path: string, detail: string): UserError =>
  new UserError(
    "catalogue/damaged",
    `${path} is damaged: ${detail}`,
    "Restore it (`git checkout -- <file>`, where it is committed), or delete it: the next build writes it anew.",
  );
