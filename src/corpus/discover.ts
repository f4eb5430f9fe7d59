import { type Dirent, type Stats, statSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import ignore from "ignore";
import { at } from "../base/at.ts";
import { messageOf, UserError } from "../base/errors.ts";
import { systemReason } from "../base/systemReason.ts";
import type { SkippedPath } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { type IgnoreRules, inheritedRules, reasonToIgnore, rulesBelow } from "./gitIgnore.ts";
import { languageOf } from "./languages.ts";
import { reasonByName } from "./reasonByName.ts";

export interface DiscoverOptions {
  readonly root: string;
  /** Patterns as in .gitignore; only files that match one are taken. Defaults to all files. */
  readonly include?: readonly string[];
  /** Patterns as in .gitignore; what matches is left out. Defaults to none. */
  readonly exclude?: readonly string[];
  /** Larger files are left out, except PDF and DOCX, which may have 32 times as many. Defaults to 1 MiB. */
  readonly maxFileBytes?: number;
}

export interface Discovery {
  /** In the order of their paths. */
  readonly files: readonly FoundFile[];
  /** Folders are listed once, without what is in them. What `include` does not ask for is not listed. */
  readonly skipped: readonly SkippedPath[];
}

const DEFAULT_MAX_FILE_BYTES = 1024 * 1024;
/** Past this, the folder is a home directory or a disk by mistake. */
const MAX_ENTRIES = 200_000;

/** More at once only wait for each other in Node's pool of threads; and so many are looked at before others get their turn. */
const STATS_AT_ONCE = 64;
/** Each is a wait for a thread, and for its file of rules one more. */
const FOLDERS_AT_ONCE = 16;
/** A disk at hand tells of a file within some microseconds, which is less than it takes to have a thread ask for it. */
const QUICK_STAT_MS = 0.05;
/** One slow batch may be another program's turn; so many in a row are a slow disk, which several threads ask at once. */
const SLOW_BATCHES = 4;
/** Pictures, fonts and compression: of a document's bytes few are text. */
const PACKED_FACTOR = 32;

/**
 * Finds the files below `root` that a corpus can be made of. Follows .gitignore as git does, with the excludes of the
 * repository and of the person, and .espalierignore, which is
 * read the same way and after it; a repository inside of another goes by its own .gitignore files. Follows no symbolic link:
 * what a link points to is found where it lies, or is not part of this folder. So there are no cycles.
 *
 * @throws UserError `corpus/not-a-folder`, `corpus/too-many-files`.
 */
export async function discover(options: DiscoverOptions, signal?: AbortSignal): Promise<Discovery> {
  const root = await folderAt(options.root);
  const isAskedFor = askedForBy(options.include ?? []);
  const excluded = options.exclude?.length ? matcherOf(options.exclude) : undefined;
  const maxFileBytes = options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES;
  const skipped: SkippedPath[] = [];
  const candidates: Candidate[] = [];
  let entryCount = 0;

  const pending: PendingFolder[] = [{ folder: "", rules: await inheritedRules(root) }];
  while (pending.length > 0) {
    signal?.throwIfAborted();
    const some = pending.splice(-FOLDERS_AT_ONCE);
    for (const listed of await Promise.all(some.map((next) => listFolder(root, next)))) {
      const { folder } = listed;
      if ("error" in listed) {
        skipped.push({
          path: folder || "./",
          reason: `cannot be read: ${systemReason(listed.error) ?? messageOf(listed.error)}`,
        });
        continue;
      }
      const { entries, rules } = listed;
      entryCount += entries.length;
      if (entryCount > MAX_ENTRIES) throw tooManyFiles(root);
      const below = join(root, folder, sep);
      for (const entry of entries) {
        const isFolder = entry.isDirectory();
        const path = folder + entry.name + (isFolder ? "/" : "");
        const reason =
          reasonByName(entry) ?? reasonToIgnore(rules, path) ?? (excluded?.ignores(path) ? "excluded" : undefined);
        if (reason !== undefined) {
          if (isAskedFor(path)) skipped.push({ path, reason });
        } else if (isFolder) {
          pending.push({ folder: path, rules });
        } else if (isAskedFor(path)) {
          candidates.push({ path, absolutePath: below + entry.name });
        }
      }
    }
  }
  const files: FoundFile[] = [];
  let slowCount = 0;
  for (let start = 0; start < candidates.length; start += STATS_AT_ONCE) {
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    const some = candidates.slice(start, start + STATS_AT_ONCE);
    const began = performance.now();
    const stats = slowCount < SLOW_BATCHES ? some.map(statOrError) : await Promise.all(some.map(statInThread));
    if (slowCount < SLOW_BATCHES)
      slowCount = performance.now() - began < QUICK_STAT_MS * some.length ? 0 : slowCount + 1;
    for (const [index, candidate] of some.entries()) {
      const found = fileOrReason(candidate, at(stats, index), maxFileBytes);
      if ("reason" in found) skipped.push(found);
      else files.push(found);
    }
  }
  return { files: files.sort(byPath), skipped: skipped.sort(byPath) };
}

/**
 * As `discover`, of one path: what a watcher saw change is looked at without going through the whole folder.
 *
 * @param path relative to `root`, with forward slashes.
 * @returns the file, or why it is left out: `not there` where there is none.
 */
export async function discoverFile(root: string, path: string): Promise<FoundFile | SkippedPath> {
  const reached = await walkTo(root, path);
  if ("reason" in reached) return { path, reason: reached.reason };
  if (reached.isFolder) return { path, reason: "a folder" };
  const candidate = { path, absolutePath: join(root, path) };
  return fileOrReason(candidate, await statInThread(candidate), DEFAULT_MAX_FILE_BYTES);
}

/** What keeps a path out of the corpus: itself, or a folder that holds it. */
export interface Obstacle {
  /** A folder ends in a slash. */
  readonly at: string;
  readonly reason: string;
  /** Whether a rule of a file such as .gitignore is the reason; another rule may then overrule it. */
  readonly isRule: boolean;
}

/**
 * Goes down to a path as `discover` would.
 *
 * @param path relative to `root`, with forward slashes.
 * @returns what lies there, or the first thing on the way that keeps it out.
 */
export async function walkTo(root: string, path: string): Promise<{ readonly isFolder: boolean } | Obstacle> {
  const parts = path.split("/");
  const notThere = { at: path, reason: "not there", isRule: false };
  let rules: readonly IgnoreRules[] = await inheritedRules(root);
  let folder = "";
  for (const [index, part] of parts.entries()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((): Dirent[] => []);
    // A name that no folder lists leads nowhere: neither does `..`.
    const entry = entries.find(({ name }) => name === part);
    if (entry === undefined) return notThere;
    const names = entries.map(({ name }) => name);
    rules = await rulesBelow(rules, root, folder, names);
    const reached = folder + part + (entry.isDirectory() ? "/" : "");
    const byName = reasonByName(entry);
    const reason = byName ?? reasonToIgnore(rules, reached);
    if (reason !== undefined) return { at: reached, reason, isRule: byName === undefined };
    if (index === parts.length - 1) return { isFolder: entry.isDirectory() };
    if (!entry.isDirectory()) return notThere;
    folder = reached;
  }
  return notThere;
}

interface PendingFolder {
  /** Relative to the root, with a final slash, or empty. */
  readonly folder: string;
  /** That hold above it. */
  readonly rules: readonly IgnoreRules[];
}

/** What lies in a folder, and the rules that hold there; or what went wrong. */
async function listFolder(
  root: string,
  { folder, rules: above }: PendingFolder,
): Promise<
  | { readonly folder: string; readonly entries: readonly Dirent[]; readonly rules: readonly IgnoreRules[] }
  | { readonly folder: string; readonly error: unknown }
> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    return { folder, error };
  }
  const names = entries.map(({ name }) => name);
  return { folder, entries, rules: await rulesBelow(above, root, folder, names) };
}

interface Candidate {
  readonly path: string;
  readonly absolutePath: string;
}

function statOrError({ absolutePath }: Candidate): Stats | { readonly error: unknown } {
  try {
    return statSync(absolutePath);
  } catch (error) {
    return { error };
  }
}

const statInThread = ({ absolutePath }: Candidate): Promise<Stats | { readonly error: unknown }> =>
  stat(absolutePath).catch((error: unknown) => ({ error }));

function fileOrReason(
  { path, absolutePath }: Candidate,
  found: Stats | { readonly error: unknown },
  maxFileBytes: number,
): FoundFile | SkippedPath {
  if ("error" in found)
    return { path, reason: `cannot be read: ${systemReason(found.error) ?? messageOf(found.error)}` };
  const { size, mtimeMs } = found;
  const language = languageOf(path);
  const isPacked = language.reader === "pdf" || language.reader === "docx";
  const limit = isPacked ? maxFileBytes * PACKED_FACTOR : maxFileBytes;
  if (size === 0) return { path, reason: "empty" };
  if (size > limit) return { path, reason: `larger than ${limit} bytes (${size})` };
  return { path, absolutePath, sizeBytes: size, mtimeMs, language };
}

/** The folder that `path` leads to. Throws UserError `corpus/not-a-folder`. */
export async function folderAt(path: string): Promise<string> {
  const root = await realpath(path).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory()) {
    throw new UserError(
      "corpus/not-a-folder",
      `expected a folder at ${path}, found ${root === undefined ? "nothing" : "a file"}`,
      "Name the folder that holds your files.",
    );
  }
  return root;
}

/** Whether one of the patterns means a path, or may mean something in it if it is a folder. None ask for everything. */
function askedForBy(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => true;
  const included = matcherOf(patterns);
  // A plain path from the root says which folders lead to it; any other pattern may match in every folder.
  const rooted = patterns.map((pattern) => /^\.?(?<path>\/[^*?[\\]+)$/.exec(pattern)?.groups?.["path"]);
  const mayHold = (folder: string): boolean =>
    rooted.some((path) => path === undefined || path.startsWith(`/${folder}`));
  return (path) => included.ignores(path) || (path.endsWith("/") && mayHold(path));
}

function matcherOf(patterns: readonly string[]): ignore.Ignore {
  // `./docs` is how a shell completes a path; a .gitignore pattern would never match with it.
  return ignore().add(patterns.map((pattern) => pattern.replace(/^\.\//, "/")));
}

function tooManyFiles(root: string): UserError {
  return new UserError(
    "corpus/too-many-files",
    `${root} holds more than ${MAX_ENTRIES} files that are not ignored`,
    "Name a smaller folder, or exclude what is not yours to learn from.",
  );
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
