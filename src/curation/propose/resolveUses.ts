import { posix } from "node:path";
import type { Declaration, FileFacts, NameUse } from "./fileFacts.ts";
import { isJavaScript, saysWhereFrom } from "./imports.ts";

export interface Declared {
  readonly file: FileFacts;
  readonly declaration: Declaration;
}

export interface Used {
  readonly file: FileFacts;
  readonly use: NameUse;
}

/** A public symbol with its uses in other files, files that are no tests first. */
export interface UsedSymbol extends Declared {
  readonly uses: readonly Used[];
}

/** What of a file decides where an import leads. */
export type FileLinks = Pick<FileFacts, "path" | "language" | "reexports">;

/** Shorter names are used for too many things. */
const MIN_GUESSED_NAME = 5;
/** Files that hand a name on, one to the next. */
const MAX_REEXPORTS = 8;

/**
 * The public top-level symbols of the files and where each is used. Where imports say which file a name comes from,
 * they decide; elsewhere a name must be declared once only, among the files of its language.
 *
 * @param linksOf of any file that there is, by path; undefined where there is none. Defaults to those of `files`.
 */
export function resolveUses(
  files: readonly FileFacts[],
  linksOf: (path: string) => FileLinks | undefined = linksAmong(files),
): UsedSymbol[] {
  const targets = new ImportTargets(linksOf);
  const byName = new Map<string, Declared[]>();
  for (const file of files) {
    if (file.isTest) continue;
    for (const declaration of file.declarations) {
      if (/[.:#]/.test(declaration.symbol)) continue;
      const named = byName.get(declaration.symbol);
      if (named === undefined) byName.set(declaration.symbol, [{ file, declaration }]);
      else named.push({ file, declaration });
    }
  }
  const usesOf = new Map<Declaration, Used[]>();
  for (const file of files) {
    const imported = new Map(file.imports.map((each) => [each.local, each]));
    for (const use of file.uses) {
      const entry = imported.get(use.name);
      const candidates = byName.get(entry?.name ?? use.name) ?? [];
      const found =
        entry === undefined
          ? guessed(candidates, file, use.name)
          : (importedFrom(file, entry.from, entry.name, targets, candidates) ?? undefined);
      if (found === undefined || found.file === file) continue;
      usesOf.set(found.declaration, [...(usesOf.get(found.declaration) ?? []), { file, use }]);
    }
  }
  return [...byName.values()].flat().map((declared) => {
    const uses = [...(usesOf.get(declared.declaration) ?? [])];
    uses.sort((left, right) => Number(left.file.isTest) - Number(right.file.isTest));
    return { ...declared, uses };
  });
}

function linksAmong(files: readonly FileFacts[]): (path: string) => FileLinks | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return (path) => byPath.get(path);
}

function guessed(candidates: readonly Declared[], file: FileFacts, name: string): Declared | undefined {
  if (saysWhereFrom(file.language) || name.length < MIN_GUESSED_NAME) return undefined;
  const [only, ...others] = candidates.filter((candidate) => candidate.file.language === file.language);
  return others.length === 0 ? only : undefined;
}

/** The declaration that an import means, followed through files that only hand it on. */
function importedFrom(
  file: FileFacts,
  from: string,
  name: string,
  targets: ImportTargets,
  candidates: readonly Declared[],
): Declared | undefined {
  let open = [targets.of(file, from)];
  const seen = new Set<string>();
  for (let step = 0; step < MAX_REEXPORTS && open.length > 0; step++) {
    const paths = new Set(open.map((target) => target?.path));
    const declared = candidates.find((candidate) => paths.has(candidate.file.path));
    if (declared !== undefined) return declared;
    open = open.flatMap((target) => {
      if (target === undefined || seen.has(target.path)) return [];
      seen.add(target.path);
      const onward = target.reexports.filter((each) => each.name === "*" || each.name === name);
      return onward.map((each) => targets.of(target, each.from));
    });
  }
  return undefined;
}

/** Which file an import means; remembered, because a file imports many names from one other and is imported by many. */
class ImportTargets {
  readonly #linksOf: (path: string) => FileLinks | undefined;
  readonly #known = new Map<string, FileLinks | undefined>();

  constructor(linksOf: (path: string) => FileLinks | undefined) {
    this.#linksOf = linksOf;
  }

  of({ path, language }: FileLinks, from: string): FileLinks | undefined {
    // Languages resolve alike from anywhere in a folder.
    const key = `${isJavaScript(language)} ${posix.dirname(path)}\n${from}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const candidates = isJavaScript(language) ? javascriptPaths(path, from) : pythonPaths(path, from);
    const existing = candidates.find((candidate) => this.#linksOf(candidate) !== undefined);
    const target = existing === undefined ? undefined : this.#linksOf(existing);
    this.#known.set(key, target);
    return target;
  }
}

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts"];

function javascriptPaths(path: string, from: string): string[] {
  if (!from.startsWith(".")) return [];
  const target = posix.join(posix.dirname(path), from);
  // Sources are TypeScript where imports name what they are compiled to.
  const bare = target.replace(/\.[mc]?jsx?$/, "");
  return [
    target,
    ...EXTENSIONS.flatMap((extension) => [bare + extension, target + extension]),
    ...EXTENSIONS.map((extension) => posix.join(target, `index${extension}`)),
  ];
}

function pythonPaths(path: string, from: string): string[] {
  const [, dots = "", name = ""] = /^(\.*)(.*)$/.exec(from) ?? [];
  const inner = name.split(".").join("/");
  const start = posix.dirname(path);
  const roots =
    dots === ""
      ? // An absolute import may begin at any folder above.
        start.split("/").map((_, index, parts) => parts.slice(0, index).join("/"))
      : [posix.join(start, "../".repeat(dots.length - 1))];
  return [...roots, ...(dots === "" ? [start] : [])].flatMap((root) => {
    const target = posix.join(root, inner).replace(/\/$/, "");
    return [`${target}.py`, `${target}.pyi`, posix.join(target, "__init__.py")];
  });
}
