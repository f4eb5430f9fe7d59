import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { until } from "../until.ts";
import { vscodeHost } from "./host.ts";

/** What a test must not be surprised by: welcome pages, updates, tips, telemetry, other people's extensions. */
const SETTINGS = {
  "workbench.startupEditor": "none",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "update.showReleaseNotes": false,
  "git.enabled": false,
  "npm.autoDetect": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
  "json.schemaDownload.enable": false,
  "workbench.reduceMotion": "on",
  "editor.cursorBlinking": "solid",
  "window.confirmBeforeClose": "never",
  "files.hotExit": "off",
  "remote.autoForwardPorts": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
};

const RESTRICTED = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
};

export interface ServerOptions {
  /** Everything the server writes goes below this folder. */
  readonly base: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes the workbench run tests and report to the page; it then shows no dialogs. */
  readonly isTestDriver?: boolean;
  /** Trusts no folder, and does not ask. Defaults to false. */
  readonly isRestricted?: boolean;
  /** Where its extensions lie. Defaults to a folder of its own, without any. */
  readonly extensionsDir?: string;
  /** Who runs it, by number, where this process may choose; what lies in `base` is that user's then. Defaults to us. */
  readonly user?: number;
}

export interface VscodeServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts a workbench of its own, with nothing of the user's. */
export async function startServer({
  base,
  settings = {},
  env = {},
  isTestDriver = false,
  isRestricted = false,
  extensionsDir = join(base, "extensions"),
  user,
}: ServerOptions): Promise<VscodeServer> {
  const { node } = vscodeHost();
  const userData = join(base, "user");
  mkdirSync(join(userData, "User"), { recursive: true });
  writeFileSync(
    join(userData, "User", "settings.json"),
    JSON.stringify({ ...SETTINGS, ...(isRestricted && RESTRICTED), ...settings }),
  );
  const port = await freePort();
  const log = openSync(join(base, "server.log"), "w");
  const folders = argumentsFor(base, extensionsDir);
  if (user !== undefined) {
    const settingsFolder = join(userData, "User");
    for (const path of [base, userData, settingsFolder, join(settingsFolder, "settings.json"), extensionsDir])
      chownSync(path, user, user);
  }
  const child = spawn(
    node,
    [
      ...folders,
      "--auth=none",
      `--bind-addr=127.0.0.1:${port}`,
      "--disable-telemetry",
      "--disable-update-check",
      ...(isRestricted ? [] : ["--disable-workspace-trust"]),
      "--disable-getting-started-override",
      "--disable-proxy",
      ...(isTestDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
    ],
    {
      stdio: ["ignore", log, log],
      env: { ...environmentOf(base), ...env },
      detached: true,
      ...(user !== undefined && { uid: user, gid: user }),
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}; see ${base}/server.log`);
    return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return { url, [Symbol.asyncDispose]: () => endGroup(child) };
}

/** Installs a .vsix into the folder `extensions` below `base`. */
export function installExtension(base: string, vsix: string): void {
  const args = [...argumentsFor(base, join(base, "extensions")), "--install-extension", vsix, "--force"];
  execFileSync(vscodeHost().node, args, { env: environmentOf(base), stdio: ["ignore", "ignore", 2] });
}

function argumentsFor(base: string, extensionsDir: string): string[] {
  const config = join(base, "config.yaml");
  writeFileSync(config, "auth: none\n");
  const folders = ["--user-data-dir", join(base, "user"), "--extensions-dir", extensionsDir];
  return [vscodeHost().entry, "--config", config, ...folders];
}

const environmentOf = (base: string): NodeJS.ProcessEnv => ({
  ...process.env,
  HOME: base,
  XDG_CONFIG_HOME: base,
  XDG_DATA_HOME: base,
});

/** The server starts processes of its own: the whole group goes. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const group = -child.pid;
  const ended = once(child, "exit");
  process.kill(group, "SIGTERM");
  const timer = setTimeout(() => process.kill(group, "SIGKILL"), 3_000);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("the system gave no port");
}
