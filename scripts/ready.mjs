// Makes a fresh clone ready to run: installs the locked dependencies and builds, each only when out of date.
// It needs nothing but Node and npm, so that `npm run demo` and `npm test` work as the first command ever typed.
// It speaks on stderr: stdout belongs to the command that follows.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const MIN_NODE = [20, 19];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1])) {
  console.error(`Espalier needs Node ${MIN_NODE.join(".")} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}
try {
  install();
  const { buildIfStale } = await import("./build.mjs");
  buildIfStale(console.error);
} catch (error) {
  // The command that failed has already said why.
  console.error(`Could not make ready: ${error.message.split("\n")[0]}`);
  process.exit(1);
}

function install() {
  // The stamp is written after npm has finished: an installation that was cut short has none and is made again.
  const stamp = join(root, "node_modules", ".espalier-installed");
  const wanted = installationHash();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const again = existsSync(join(root, "node_modules"));
  console.error(
    again ? "Installing dependencies anew: they are incomplete or out of date…" : "Installing dependencies…",
  );
  rmSync(stamp, { force: true });
  npm("ci", "--no-audit", "--no-fund", "--loglevel=error");
  writeFileSync(stamp, wanted);
}

/** The locked versions, and the platform whose native files were chosen. */
function installationHash() {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  return hash.update(`${process.platform} ${process.arch}`).digest("hex");
}

function npm(...args) {
  // Under `npm run` this is npm itself as a script, which needs no shell and no PATH.
  const script = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  if (script?.endsWith("js")) execFileSync(process.execPath, [script, ...args], options);
  else execFileSync("npm", args, { ...options, shell: process.platform === "win32" });
}
