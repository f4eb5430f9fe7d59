import { posix } from "node:path";

/** A file as it was or is: what it says of names, and whether it hands any on. */
export interface NamingFile {
  readonly path: string;
  /** `mentionedNames`. */
  readonly names: Uint32Array;
  /** Empty where it hands on nothing; otherwise the same as long as it hands on the same. */
  readonly linksKey: string;
}

/**
 * The names, as hashes, about which files may say something else than before, because one of them says something else,
 * came or went. Undefined where it may be any name: an import that leads to a file that hands names on can mean them all.
 *
 * @param before of all files that there were, by path.
 * @param now of all files that there are, by path.
 * @param changed the paths of those that are not as before, came or went.
 */
export function affectedNames(
  before: ReadonlyMap<string, NamingFile>,
  now: ReadonlyMap<string, NamingFile>,
  changed: readonly string[],
): ReadonlySet<number> | undefined {
  const affected = new Set<number>();
  const add = (file: NamingFile | undefined): void => file?.names.forEach((name) => affected.add(name));
  const moved: string[] = [];
  for (const path of changed) {
    const [old, fresh] = [before.get(path), now.get(path)];
    add(old);
    add(fresh);
    if (old === undefined || fresh === undefined) moved.push(path);
    if ((old ?? fresh)?.linksKey !== (fresh ?? old)?.linksKey) return undefined;
  }
  if (moved.length === 0) return affected;
  // An import of Python may begin at any folder above.
  if (moved.some((path) => /\.pyi?$/i.test(path))) return undefined;
  const families = new Set(moved.flatMap(familiesOf));
  for (const file of [...before.values(), ...now.values()]) {
    if (!familiesOf(file.path).some((family) => families.has(family))) continue;
    // An import that meant this file may mean the one that came, and the other way round.
    if (file.linksKey !== "") return undefined;
    add(file);
  }
  return affected;
}

/** What an import may call a file, without any ending: files that share none of these are never mistaken for each other. */
function familiesOf(path: string): string[] {
  const stem = stemOf(path);
  return posix.basename(stem) === "index" ? [stem, stemOf(posix.dirname(path))] : [stem];
}

function stemOf(path: string): string {
  const name = posix.basename(path);
  // A dot in front is the name's own.
  const end = name.indexOf(".", 1);
  return posix.join(posix.dirname(path), end < 0 ? name : name.slice(0, end));
}
