/** npm packages whose files the benchmarks work on: fetched when they are needed, never committed. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { messageOf, UserError } from "../../src/base/errors.ts";

/** The repository's `.bench`, which git ignores, from the sources as from the bundle in dist/. */
export function benchFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return join(folder, ".bench");
    if (folder === dirname(folder)) throw new Error("no package.json above this program");
  }
}

/**
 * Installs packages (`rxjs@7.8.2`: pinned, so that figures can be compared) without running anything of them, once.
 * Returns the node_modules folder they lie in. Throws UserError `bench/npm-failed`.
 */
export async function installPackages(name: string, specifiers: readonly string[]): Promise<string> {
  const folder = join(benchFolder(), "packages", name);
  const stamp = join(folder, "installed.txt");
  const wanted = specifiers.join("\n");
  const modules = join(folder, "node_modules");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted) return modules;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  try {
    await promisify(execFile)("npm", ["install", ...flags, ...specifiers], {
      cwd: folder,
      shell: process.platform === "win32",
    });
  } catch (error) {
    throw new UserError(
      "bench/npm-failed",
      `npm could not install ${specifiers.join(", ")}: ${messageOf(error)}`,
      "The benchmark needs a registry that has these packages.",
    );
  }
  await writeFile(stamp, wanted);
  return modules;
}
