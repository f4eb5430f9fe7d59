// Builds dist/ when a source is newer than it. Also Vitest's global set-up for the tests that start processes.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const SOURCES = ["src", "test/bench", "test/vscode", "scripts/bundle.mjs", "esbuild.mjs", "package-lock.json"];
// esbuild leaves files that did not change untouched, so their times say nothing; this file's time does.
const stamp = join(root, "dist", ".built");

/** Returns true when it built, false when dist/ was up to date. */
export function buildIfStale(report = () => {}) {
  if (Math.max(...SOURCES.map((path) => newestMs(join(root, path)))) <= modifiedMs(stamp)) return false;
  report("Building…");
  // A file saved while esbuild reads must count as newer than this build.
  const startedAt = new Date();
  execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: ["ignore", 2, 2] });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, "");
  utimesSync(stamp, startedAt, startedAt);
  return true;
}

export const setup = () => void buildIfStale();

const modifiedMs = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newestMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newestMs(join(path, name))), stat.mtimeMs);
}
