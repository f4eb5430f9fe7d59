import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import ignore from "ignore";

/** The rules of one .gitignore file. */
export interface IgnoreRules {
  readonly matcher: ignore.Ignore;
  /**
   * Where its folder lies: `above`, the way from it down to the root of the corpus; `below`, the way from that root
   * down to it. Both end in a slash, or are empty.
   */
  readonly base: { readonly above: string } | { readonly below: string };
}

/**
 * Whether git would ignore `path`. The last rule that speaks of it decides, deeper files after higher ones; a folder
 * that is ignored is not entered, so a path below one is never asked for.
 *
 * @param path relative to the root of the corpus; a folder ends in a slash.
 */
export function isIgnored(rules: readonly IgnoreRules[], path: string): boolean {
  let ignored = false;
  for (const { matcher, base } of rules) {
    const verdict = matcher.test("above" in base ? base.above + path : path.slice(base.below.length));
    if (verdict.ignored) ignored = true;
    else if (verdict.unignored) ignored = false;
  }
  return ignored;
}

/** The rules of the .gitignore in `folder` (relative to `root`, with a final slash, or empty): one, or none. */
export async function rulesOf(root: string, folder: string): Promise<IgnoreRules[]> {
  return readRules(join(root, folder, ".gitignore"), { below: folder });
}

/**
 * The rules that `root` inherits from the folders above it, up to the top of its git repository, highest first.
 * None when those rules would ignore `root` itself: whoever names an ignored folder wants what is in it.
 */
export async function inheritedRules(root: string): Promise<IgnoreRules[]> {
  const top = await repositoryTop(root);
  if (top === undefined) return [];
  const rules: IgnoreRules[] = [];
  for (let folder = root; folder !== top;) {
    folder = dirname(folder);
    rules.unshift(...(await readRules(join(folder, ".gitignore"), baseOf(folder, root))));
  }
  rules.unshift(...(await readRules(join(top, ".git", "info", "exclude"), baseOf(top, root))));
  return rules.some(ignoresRoot) ? [] : rules;
}

function baseOf(folder: string, root: string): IgnoreRules["base"] {
  return folder === root ? { below: "" } : { above: `${relative(folder, root).split(sep).join("/")}/` };
}

function ignoresRoot({ matcher, base }: IgnoreRules): boolean {
  return "above" in base && matcher.ignores(base.above);
}

async function repositoryTop(root: string): Promise<string | undefined> {
  for (let folder = root; ; folder = dirname(folder)) {
    // In a worktree or submodule .git is a file.
    if (await exists(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

async function readRules(path: string, base: IgnoreRules["base"]): Promise<IgnoreRules[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    // Absent, or unreadable as it would be to git, which then goes on without it.
    return [];
  }
  return [{ matcher: ignore().add(text), base }];
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
