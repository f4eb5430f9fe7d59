// Runs the tests that live inside the extension host in a desktop VS Code, which is downloaded unless
// VSCODE_EXECUTABLE_PATH names one: `npm run test:vscode`. VSCODE_VERSION chooses another version than the oldest we admit.
// Ends with the exit code of the first editor in which a test fails.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { buildIfStale } from "./build.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
// Beside the workspace, not in it: what an editor keeps is nobody's source. Short, since macOS allows a socket in it 103
// characters.
const base = mkdtempSync(join(tmpdir(), "espalier-"));
const workspace = join(base, "ws");
try {
  mkdirSync(workspace);
  buildIfStale(console.error);
  execFileSync(process.execPath, [join(root, "dist", "prepareHostTests.js"), workspace], { stdio: "inherit" });
  const editor = process.env.VSCODE_EXECUTABLE_PATH || (await downloadAndUnzipVSCode({ version: versionToTest() }));
  // First as nobody trusts it: the other tests leave things that those look for.
  await runSuite(editor, "restricted", [workspace], {
    "security.workspace.trust.enabled": true,
    "security.workspace.trust.startupPrompt": "never",
  });
  await runSuite(editor, "trusted", [workspace, "--disable-workspace-trust"]);
  await runSuite(editor, "nowhere", ["--disable-workspace-trust"]);
  const empty = join(base, "empty-ws");
  mkdirSync(empty);
  await runSuite(editor, "empty", [empty, "--disable-workspace-trust"]);
} catch (error) {
  console.error(error.message);
  process.exitCode ||= 1;
} finally {
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

function versionToTest() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return process.env.VSCODE_VERSION ?? engines.vscode.replace("^", "");
}

/** As `runTests` of @vscode/test-electron starts an editor, which switches workspace trust off in every one. */
async function runSuite(editor, suite, launchArgs, settings = {}) {
  const user = join(base, suite);
  mkdirSync(join(user, "User"), { recursive: true });
  writeFileSync(join(user, "User", "settings.json"), JSON.stringify(settings));
  const args = [
    ...launchArgs,
    `--extensionDevelopmentPath=${root}`,
    `--extensionTestsPath=${join(root, "dist", "hostTests.cjs")}`,
    `--user-data-dir=${user}`,
    `--extensions-dir=${join(base, "extensions")}`,
    "--disable-extensions",
    "--disable-updates",
    "--skip-welcome",
    "--skip-release-notes",
    "--no-sandbox",
    "--disable-gpu-sandbox",
  ];
  const env = { ...process.env, ESPALIER_HOME: join(base, "home"), ESPALIER_HOST_SUITE: suite };
  const how = await new Promise((resolve, reject) => {
    const child = spawn(editor, args, { env, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  if (how === 0) return;
  process.exitCode = typeof how === "number" ? how : 1;
  throw new Error(`The editor of the suite "${suite}" ended with ${how}.`);
}
