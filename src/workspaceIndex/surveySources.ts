import { isFailure, leftOutKind } from "../core/leftOutKind.ts";
import type { SkippedPath } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";
import type { Cut, LeftOutGroup, LeftOutKind, SourceEntry, SourceFile, SourceFolder } from "../core/sources.ts";
import { discover } from "../corpus/discover.ts";

/** A file as the index has it. */
export interface IndexedSource {
  readonly sizeBytes: number;
  /** 0 where its time could not be trusted. */
  readonly modifiedMs: number;
  readonly passages: number;
}

export interface SourceIndex {
  readonly files: ReadonlyMap<string, IndexedSource>;
  /** What could not be indexed, and why; what was never to be indexed may be among it. */
  readonly skipped: readonly SkippedPath[];
}

/** A folder may hold any number; more rows than this nobody looks through. */
export const MAX_LISTED = 1000;

/** What a folder's datasets and index are made of, to be looked through folder by folder. */
export class Sources {
  readonly #entries = new Map<string, SourceEntry[]>();
  readonly #leftOut = new Map<LeftOutKind, SkippedPath[]>();
  /** With all that is in it. */
  readonly total: Omit<SourceFolder, "kind" | "path"> & { readonly sizeBytes: number };

  constructor(files: readonly SourceFile[], leftOut: readonly SkippedPath[]) {
    const folders = new Map<string, { files: number; passages: number; pending: number }>([["", emptyFolder()]]);
    for (const file of files) {
      const isPending = file.state === "new" || file.state === "changed";
      for (let folder = parentOf(file.path); ; folder = parentOf(folder)) {
        const counts = folders.get(folder) ?? emptyFolder();
        counts.files++;
        counts.passages += file.passages;
        counts.pending += isPending ? 1 : 0;
        folders.set(folder, counts);
        if (folder === "") break;
      }
      this.#add(file);
    }
    for (const [path, counts] of folders) if (path !== "") this.#add({ kind: "folder", path, ...counts });
    for (const entries of this.#entries.values()) entries.sort(foldersFirst);
    for (const skipped of leftOut) {
      const kind = leftOutKind(skipped.reason);
      const group = this.#leftOut.get(kind);
      if (group === undefined) this.#leftOut.set(kind, [skipped]);
      else group.push(skipped);
    }
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    this.total = { ...(folders.get("") ?? emptyFolder()), sizeBytes };
  }

  /** @param folder ends in a slash; empty for the root. */
  children(folder: string): Cut<SourceEntry> {
    return cut(this.#entries.get(folder) ?? []);
  }

  leftOut(kind: LeftOutKind): Cut<SkippedPath> {
    return cut(this.#leftOut.get(kind) ?? []);
  }

  /** Failures first, then by count. */
  groups(): LeftOutGroup[] {
    return [...this.#leftOut]
      .map(([kind, { length }]) => ({ kind, isFailure: isFailure(kind), count: length }))
      .sort((a, b) => Number(b.isFailure) - Number(a.isFailure) || b.count - a.count);
  }

  #add(entry: SourceEntry): void {
    const folder = parentOf(entry.path);
    const entries = this.#entries.get(folder);
    if (entries === undefined) this.#entries.set(folder, [entry]);
    else entries.push(entry);
  }
}

/** Finds the sources of a folder. @throws as `discover`; the signal's reason. */
export async function surveySources(
  root: string,
  index: SourceIndex | undefined,
  signal?: AbortSignal,
): Promise<Sources> {
  const { files, skipped } = await discover({ root }, signal);
  const failed = new Map(index?.skipped.map(({ path, reason }) => [path, reason]));
  const taken: SourceFile[] = [];
  const leftOut = [...skipped];
  for (const file of files) {
    const known = index?.files.get(file.path);
    const state = stateOf(file, known, index !== undefined);
    const reason = failed.get(file.path);
    // What has changed since may be readable now.
    if (reason !== undefined && state === "indexed") leftOut.push({ path: file.path, reason });
    else {
      const { path, sizeBytes } = file;
      taken.push({ kind: "file", path, sizeBytes, state, passages: known?.passages ?? 0 });
    }
  }
  return new Sources(taken, leftOut.sort(byPath));
}

function stateOf(file: FoundFile, known: IndexedSource | undefined, hasIndex: boolean): SourceFile["state"] {
  if (!hasIndex) return "none";
  if (known === undefined) return "new";
  const isSame = known.sizeBytes === file.sizeBytes && (known.modifiedMs === 0 || known.modifiedMs === file.mtimeMs);
  return isSame ? "indexed" : "changed";
}

const emptyFolder = () => ({ files: 0, passages: 0, pending: 0 });

/** `a/b.md` and `a/b/` -> `a/`; `b.md` -> the root, which is empty. */
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);

const cut = <Item>(items: readonly Item[]): Cut<Item> => ({
  items: items.slice(0, MAX_LISTED),
  more: Math.max(0, items.length - MAX_LISTED),
});

const foldersFirst = (a: SourceEntry, b: SourceEntry): number =>
  Number(a.kind === "file") - Number(b.kind === "file") || byPath(a, b);

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
