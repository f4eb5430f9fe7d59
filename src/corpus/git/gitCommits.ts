import { gitLines } from "./gitLines.ts";

/** What touched a file last. */
export interface LastCommit {
  /** The full hash, lower-case hexadecimal. */
  readonly commit: string;
  /** Whether the file is no longer as that commit left it. */
  readonly isDirty: boolean;
}

/** Further back, what touched a file last says nothing about it. */
const MAX_COMMITS = 50_000;
const MARK = "\u0001";

/**
 * The commit that last touched each tracked file below `root`, by path relative to it. Empty where there is no git or no
 * repository. Reads no further back than until all files are known. @throws only the signal's reason.
 */
export async function gitCommits(root: string, signal?: AbortSignal): Promise<ReadonlyMap<string, LastCommit>> {
  const tracked = new Set<string>();
  for await (const path of gitLines(root, ["ls-files"], signal)) tracked.add(path);
  const dirty = new Set<string>();
  if (tracked.size > 0) {
    const changed = ["diff", "--name-only", "--relative", "--no-ext-diff", "--no-textconv", "HEAD"];
    for await (const path of gitLines(root, changed, signal)) dirty.add(path);
  }
  const commits = new Map<string, LastCommit>();
  let commit = "";
  const log = ["log", `--max-count=${MAX_COMMITS}`, "--name-only", "--no-renames", "--relative", `--format=${MARK}%H`];
  if (tracked.size === 0) return commits;
  for await (const line of gitLines(root, log, signal)) {
    if (line.startsWith(MARK)) commit = line.slice(1);
    else if (tracked.delete(line)) commits.set(line, { commit, isDirty: dirty.has(line) });
    if (tracked.size === 0) break;
  }
  return commits;
}
