import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import * as z from "zod";
import { isCommitPath } from "../../core/commit.ts";
import type { Example } from "../../core/example.ts";
import { readExamples } from "../../curation/formats/jsonl.ts";
import { writeJsonAtomic } from "../../storage/atomicWrite.ts";
import { readJson } from "../../storage/readJson.ts";
import type { RunPaths } from "../../storage/runFolder.ts";

/** What a run learned from one file. */
export interface RunSource {
  /** Relative to the folder of the dataset, with forward slashes. */
  readonly path: string;
  /** Training examples, by the hash of their lines; those under `""` were written by hand and have none. */
  readonly countsByHash: Readonly<Record<string, number>>;
}

/**
 * The files of the run's training examples, in no order. What was imported names no file of the folder, and a commit is
 * none: neither is told of. Kept beside the run's examples, so that these are parsed once.
 * Throws UserError `dataset/unreadable`, and the signal's reason.
 */
export async function readRunSources(paths: RunPaths, signal?: AbortSignal): Promise<readonly RunSource[]> {
  if (!existsSync(paths.dataset)) return [];
  const { mtimeMs, size } = await stat(paths.dataset);
  const of = `${mtimeMs}/${size}`;
  // What was kept and cannot be read is made again.
  const kept = await readJson(paths.sources, schema).catch(() => undefined);
  if (kept?.of === of) return kept.sources;
  const { examples } = await readExamples(paths.dataset, { onBroken: "skip" }, signal);
  const sources = sourcesOf(examples);
  // A folder that cannot be written to costs time, not the answer.
  await writeJsonAtomic(paths.sources, { version: 1, of, sources }).catch(() => undefined);
  return sources;
}

function sourcesOf(examples: readonly Example[]): RunSource[] {
  const byPath = new Map<string, Map<string, number>>();
  for (const { kind, source, split } of examples) {
    if (split !== "train" || source === undefined || isCommitPath(source.path)) continue;
    if (source.hash === undefined && kind !== "written" && kind !== "compared") continue;
    const counts = byPath.get(source.path) ?? new Map<string, number>();
    byPath.set(source.path, counts.set(source.hash ?? "", (counts.get(source.hash ?? "") ?? 0) + 1));
  }
  return [...byPath].map(([path, counts]) => ({ path, countsByHash: Object.fromEntries(counts) }));
}

const schema = z.object({
  version: z.literal(1),
  /** Time and size of the examples' file. */
  of: z.string(),
  sources: z.array(z.object({ path: z.string(), countsByHash: z.record(z.string(), z.int()) })),
});
