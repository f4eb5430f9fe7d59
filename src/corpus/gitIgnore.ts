import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import ignore from "ignore";
import { globalExcludes } from "./git/globalExcludes.ts";

/** Files of rules in the order they are read; where both speak of a path, the later one decides. */
const RULE_FILES = [".gitignore", ".espalierignore"] as const;

/** The rules of one file of them. */
export interface IgnoreRules {
  readonly matcher: ignore.Ignore;
  /** The name of the file, for people. */
  readonly file: string;
  /** Whether git goes by it, too: such rules end where another repository begins. */
  readonly isGits: boolean;
  /**
   * Where its folder lies: `above`, the way from it down to the root of the corpus; `below`, the way from that root
   * down to it. Both end in a slash, or are empty.
   */
  readonly base: { readonly above: string } | { readonly below: string };
}

/**
 * Why `path` is ignored: `in .gitignore`. The last rule that speaks of it decides, deeper files after higher ones; a
 * folder that is ignored is not entered, so a path below one is never asked for.
 *
 * @param path relative to the root of the corpus; a folder ends in a slash.
 */
export function reasonToIgnore(rules: readonly IgnoreRules[], path: string): string | undefined {
  let reason: string | undefined;
  for (const { matcher, base, file } of rules) {
    const verdict = matcher.test("above" in base ? base.above + path : path.slice(base.below.length));
    if (verdict.ignored) reason = `in ${file}`;
    else if (verdict.unignored) reason = undefined;
  }
  return reason;
}

/**
 * The rules that hold in `folder`, given those that hold above it. A submodule, or another repository that lies in this
 * one, goes by its own.
 *
 * @param folder relative to `root`, with a final slash, or empty.
 * @param names of what lies in it.
 */
export async function rulesBelow(
  above: readonly IgnoreRules[],
  root: string,
  folder: string,
  names: readonly string[],
): Promise<readonly IgnoreRules[]> {
  const isOther = folder !== "" && names.includes(".git");
  const own = isOther ? await excludesOf(join(root, folder), { below: folder }) : [];
  const inherited = isOther ? above.filter(({ isGits }) => !isGits) : above;
  const found = RULE_FILES.filter((name) => names.includes(name));
  if (!isOther && found.length === 0) return above;
  const read = await Promise.all(found.map((name) => readRules(join(root, folder, name), name, { below: folder })));
  return [...inherited, ...own, ...read.flat()];
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
    for (const name of RULE_FILES.toReversed()) {
      rules.unshift(...(await readRules(join(folder, name), name, baseOf(folder, root))));
    }
  }
  rules.unshift(...(await excludesOf(top, baseOf(top, root))));
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

const GLOBAL_FILE = "git's core.excludesFile";

/**
 * What a person's git leaves out everywhere, then `.git/info/exclude` of the repository, which for a worktree lies in the
 * repository it was made from: git reads them before any .gitignore.
 */
async function excludesOf(top: string, base: IgnoreRules["base"]): Promise<IgnoreRules[]> {
  const pointer = await readFile(join(top, ".git"), "utf8").catch(() => "");
  const named = /^gitdir: (.+)$/m.exec(pointer)?.[1];
  const own = named === undefined ? join(top, ".git") : resolve(top, named.trim());
  const shared = await readFile(join(own, "commondir"), "utf8").catch(() => ".");
  return [
    ...(await readRules(await globalExcludes(top), GLOBAL_FILE, base)),
    ...(await readRules(join(resolve(own, shared.trim()), "info", "exclude"), ".git/info/exclude", base)),
  ];
}

async function readRules(path: string, file: string, base: IgnoreRules["base"]): Promise<IgnoreRules[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    // Absent, or unreadable as it would be to git, which then goes on without it.
    return [];
  }
  return [{ matcher: ignore().add(text), file, isGits: file !== ".espalierignore", base }];
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
