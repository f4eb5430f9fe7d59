import { stat } from "node:fs/promises";
import { isAbsolute, join, normalize, relative } from "node:path";
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

/** Looking at so many files one by one takes longer than to look through a folder of ten thousand. */
const MAX_NAMED_PATHS = 256;

/**
 * Looks at all files of a folder, or at those of `paths` only: files that a watcher named, new, changed or deleted, and
 * deleted folders. Paths may come as a watcher has them, in any number and order, doubled, and with either slash; what is
 * not below the folder, or is Espalier's own, is passed over. A folder that is there, a file of ignore rules, and a burst
 * of paths (a branch was checked out) are reasons to look at everything.
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
  const named = paths === undefined ? undefined : namedPaths(root, paths);
  if (named === undefined || named.length > MAX_NAMED_PATHS || (await holdsFolder(root, named))) {
    const { files, skipped } = await discover({ root }, signal);
    const found = new Set(files.map(({ path }) => path));
    return { files, skipped, gone: indexed.filter((path) => !found.has(path)) };
  }
  const looked = new Set(named);
  const files: FoundFile[] = [];
  const skipped: SkippedPath[] = [];
  for (const path of looked) {
    signal.throwIfAborted();
    const found = await discoverFile(root, path);
    if (!("reason" in found)) files.push(found);
    else if (found.reason !== NOT_THERE) skipped.push(found);
  }
  const found = new Set(files.map(({ path }) => path));
  const isBelow = (path: string) => named.some((each) => path.startsWith(`${each}/`));
  return {
    files,
    skipped,
    looked,
    gone: indexed.filter((path) => !found.has(path) && (looked.has(path) || isBelow(path))),
  };
}

/** Relative paths with forward slashes, each once; undefined where what is ignored may have changed. */
function namedPaths(root: string, paths: readonly string[]): string[] | undefined {
  const named = new Set<string>();
  for (const given of paths) {
    const path = (isAbsolute(given) ? relative(root, given) : normalize(given))
      .replaceAll("\\", "/")
      .replace(/\/+$/, "");
    const first = path.split("/")[0];
    if (first === ".." || first === ".espalier" || first === ".git" || isAbsolute(path)) continue;
    if (path === "" || path === "." || RULE_FILES.test(path)) return undefined;
    named.add(path);
  }
  return [...named];
}

const RULE_FILES = /(?:^|\/)\.(?:gitignore|espalierignore)$/;

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
