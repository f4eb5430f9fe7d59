import type { Dirent } from "node:fs";
import { reasonNotText } from "./languages.ts";

const foldersNeverRead = new Map([
  [".git", "version control"],
  [".hg", "version control"],
  [".svn", "version control"],
  ["node_modules", "installed packages"],
  ["bower_components", "installed packages"],
  [".venv", "installed packages"],
  ["__pycache__", "compiled files"],
  [".tox", "installed packages"],
  [".mypy_cache", "a cache"],
  [".pytest_cache", "a cache"],
  [".ipynb_checkpoints", "copies of notebooks"],
  [".espalier", "Espalier's own files"],
]);

const lockFile =
  /^(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|packages\.lock\.json|go\.sum|bun\.lockb|.+\.lock|.+\.lockfile)$/i;
const ruleFiles = new Set([".gitignore", ".espalierignore", ".dockerignore", ".npmignore", ".prettierignore"]);
const minifiedFile = /[.-]min\.(?:[cm]?js|css|html)$/i;
const sourceMap = /\.(?:[cm]?js|css|d\.ts)\.map$/i;

/** Why what lies in a folder is left out, whatever is in it and whatever rules of the user say; undefined where its name says nothing. */
export function reasonByName(entry: Dirent): string | undefined {
  if (entry.isSymbolicLink()) return "symbolic link";
  if (entry.isDirectory()) return foldersNeverRead.get(entry.name);
  if (!entry.isFile()) return entry.name === ".git" ? "version control" : "not a regular file";
  // In a worktree or submodule it is a file.
  if (entry.name === ".git") return "version control";
  if (ruleFiles.has(entry.name)) return "rules of what to leave out";
  if (lockFile.test(entry.name)) return "lock file";
  if (minifiedFile.test(entry.name)) return "minified";
  if (sourceMap.test(entry.name)) return "generated (source map)";
  return reasonNotText(entry.name);
}
