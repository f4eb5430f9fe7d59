import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { SkippedPath } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { discover, discoverFile } from "../corpus/discover.ts";

/** What an update has to look at. */
export interface Survey {
  readonly files: readonly FoundFile[];
  /** Indexed files that are no longer there, or no longer to be indexed. */
  readonly gone: readonly string[];
  /** What is left out and why. */
  readonly skipped: readonly SkippedPath[];
  /** Paths that were looked at; absent where all were. */
  readonly looked?: ReadonlySet<string>;
}

/**
 * Looks at all files of a folder, or at those of `paths` only: files that a watcher named, new, changed or deleted, and
 * deleted folders. A folder that is there is a reason to look at everything.
 *
 * @param indexed paths in the index.
 * @throws as `discover`; the signal's reason.
 */
export async function surveyFiles(
  root: string,
  indexed: readonly string[],
  paths: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Survey> {
  if (paths === undefined || (await holdsFolder(root, paths))) {
    const { files, skipped } = await discover({ root }, signal);
    const found = new Set(files.map(({ path }) => path));
    return { files, skipped, gone: indexed.filter((path) => !found.has(path)) };
  }
  const looked = new Set(paths);
  const files: FoundFile[] = [];
  const skipped: SkippedPath[] = [];
  for (const path of looked) {
    signal.throwIfAborted();
    const found = await discoverFile(root, path);
    if (!("reason" in found)) files.push(found);
    else if (found.reason !== NOT_THERE) skipped.push(found);
  }
  const found = new Set(files.map(({ path }) => path));
  const isBelow = (path: string) => paths.some((each) => path.startsWith(`${each}/`));
  return {
    files,
    skipped,
    looked,
    gone: indexed.filter((path) => !found.has(path) && (looked.has(path) || isBelow(path))),
  };
}

/** As `discoverFile` says it. */
const NOT_THERE = "not there";

async function holdsFolder(root: string, paths: readonly string[]): Promise<boolean> {
  const kinds = await Promise.all(
    paths.map((path) =>
      stat(join(root, path)).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    ),
  );
  return kinds.includes(true);
}
