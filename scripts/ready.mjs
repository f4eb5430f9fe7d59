// Makes a fresh clone ready to run: installs the locked dependencies and builds, each only when out of date.
// It needs nothing but Node and npm, so that `npm run demo` and `npm test` work as the first command ever typed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(`Espalier needs Node 20 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

const npmCli = process.env.npm_execpath;
const npm = (...args) =>
  npmCli
    ? execFileSync(process.execPath, [npmCli, ...args], { cwd: root, stdio: ["ignore", "inherit", "inherit"] })
    : execFileSync("npm", args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" });

const lockHash = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
const stamp = join(root, "node_modules", ".espalier-lock");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lockHash) {
  console.log("Installing dependencies (once)…");
  npm("ci", "--no-audit", "--no-fund", "--loglevel=error");
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lockHash);
}

const sources = ["src", "test/bench", "esbuild.mjs", "package-lock.json"];
const newest = (path) => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  return stat.isDirectory()
    ? readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
    : stat.mtimeMs;
};
const built = statSync(join(root, "dist", "cli.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (sources.some((path) => newest(join(root, path)) > built)) {
  console.log("Building…");
  execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
}
