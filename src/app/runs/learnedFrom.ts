import { existsSync } from "node:fs";
import { readExamples } from "../../curation/formats/jsonl.ts";
import { listRunFolders, type RunPaths } from "../../storage/runFolder.ts";
import { workspaceAt } from "../../storage/workspace.ts";

/** A run that learned from examples that are looked for. */
export interface LearnedFrom {
  readonly run: string;
  /** The file of its adapter, or of its whole model; absent where it made none so far. */
  readonly adapter?: string;
  /** How many of its training examples are meant. */
  readonly exampleCount: number;
  /** The files among those asked for that it learned from, sorted. */
  readonly paths: readonly string[];
}

/**
 * The runs whose training examples are of these files or have these ids, oldest first: each run keeps what it learned
 * from. A run that cannot be read is passed over; `listRuns` tells of it. Throws the signal's reason.
 */
export async function runsThatLearnedFrom(
  folder: string,
  wanted: { readonly paths: ReadonlySet<string>; readonly ids: ReadonlySet<string> },
  signal?: AbortSignal,
): Promise<LearnedFrom[]> {
  if (wanted.paths.size === 0 && wanted.ids.size === 0) return [];
  const found: LearnedFrom[] = [];
  for (const { record, paths } of (await listRunFolders(workspaceAt(folder))).runs) {
    if (!existsSync(paths.dataset)) continue;
    const { examples } = await readExamples(paths.dataset, { onBroken: "skip" }, signal);
    const learned = examples.filter(
      ({ id, source, split }) => split === "train" && (wanted.ids.has(id) || wanted.paths.has(source?.path ?? "")),
    );
    if (learned.length === 0) continue;
    found.push({
      run: record.id,
      ...madeBy(paths),
      exampleCount: learned.length,
      paths: [...new Set(learned.flatMap(({ source }) => source?.path ?? []))].sort(),
    });
  }
  return found;
}

/** What a run has made so far. */
export function madeBy({ adapter, fullModel }: RunPaths): Pick<LearnedFrom, "adapter"> {
  const made = [adapter, fullModel].find(existsSync);
  return made === undefined ? {} : { adapter: made };
}
