/** A large repository to measure on, put together from the published files of real packages. */
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { benchFolder, installPackages } from "../packages.ts";

/** Under MIT or Apache-2.0. Sources with doc comments, compiled modules, declarations and Markdown. */
const PACKAGES = [
  "effect@3.19.0",
  "rxjs@7.8.2",
  "mathjs@15.2.0",
  "three@0.187.0",
  "date-fns@4.4.0",
  "fp-ts@2.16.11",
  "zod@4.1.12",
] as const;

const KINDS = /\.([cm]?[jt]sx?|md)$/;
/** Larger ones are bundles. */
const MAX_BYTES = 200_000;

export interface BenchRepository {
  readonly folder: string;
  readonly fileCount: number;
  readonly sizeBytes: number;
}

/** `fileCount` files in `.bench`, the same ones every time: of each package in turn, in the order of their paths. */
export async function benchRepository(fileCount: number): Promise<BenchRepository> {
  const folder = join(benchFolder(), `repository-${fileCount}`);
  if (!existsSync(folder)) {
    const modules = await installPackages("repository", PACKAGES);
    const names = PACKAGES.map((specifier) => specifier.slice(0, specifier.lastIndexOf("@")));
    const lists = await Promise.all(names.map((name) => filesOf(modules, name)));
    const chosen = inTurn(lists).slice(0, fileCount);
    if (chosen.length < fileCount) throw new Error(`the packages have ${chosen.length} files, ${fileCount} are wanted`);
    const growing = `${folder}.tmp`;
    await rm(growing, { recursive: true, force: true });
    for (const path of chosen) {
      await mkdir(dirname(join(growing, path)), { recursive: true });
      await copyFile(join(modules, path), join(growing, path));
    }
    await rename(growing, folder);
  }
  const sizes = await Promise.all(
    (await filesOf(folder, "")).map(async (path) => (await stat(join(folder, path))).size),
  );
  return { folder, fileCount: sizes.length, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Paths below `root/start` of files that people would learn from, relative to `root`, sorted. */
async function filesOf(root: string, start: string): Promise<string[]> {
  const entries = await readdir(join(root, start), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = start === "" ? entry.name : `${start}/${entry.name}`;
      if (entry.isDirectory()) return entry.name.startsWith(".") ? [] : filesOf(root, path);
      if (!entry.isFile() || !KINDS.test(entry.name)) return [];
      return (await stat(join(root, path))).size <= MAX_BYTES ? [path] : [];
    }),
  );
  return found.flat().sort();
}

function inTurn(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
