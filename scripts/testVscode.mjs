// Runs the tests that live inside the extension host in a desktop VS Code, which is downloaded unless
// VSCODE_EXECUTABLE_PATH names one: `npm run test:vscode`. VSCODE_VERSION chooses another version than the oldest we admit.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";
import { buildIfStale } from "./build.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const workspace = mkdtempSync(join(tmpdir(), "espalier-vscode-"));
try {
  buildIfStale(console.error);
  execFileSync(process.execPath, [join(root, "dist", "prepareHostTests.js"), workspace], { stdio: "inherit" });
  // First as nobody trusts it: the other tests leave things that those look for.
  await runSuite("restricted", [`--user-data-dir=${cautiousUser()}`]);
  await runSuite("trusted", ["--disable-workspace-trust"]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

function runSuite(suite, launchArgs) {
  return runTests({
    ...(process.env.VSCODE_EXECUTABLE_PATH && { vscodeExecutablePath: process.env.VSCODE_EXECUTABLE_PATH }),
    version: process.env.VSCODE_VERSION ?? engines.vscode.replace("^", ""),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, "dist", "hostTests.cjs"),
    launchArgs: [workspace, "--disable-extensions", ...launchArgs],
    extensionTestsEnv: { ESPALIER_HOME: join(workspace, ".home"), ESPALIER_HOST_SUITE: suite },
  });
}

/** The folder of a user who trusts no folder, and is not asked about it. */
function cautiousUser() {
  const folder = join(workspace, ".user");
  mkdirSync(join(folder, "User"), { recursive: true });
  writeFileSync(
    join(folder, "User", "settings.json"),
    JSON.stringify({ "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" }),
  );
  return folder;
}
