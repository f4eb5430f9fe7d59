import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";

/** What the desktop editor is asked to do, as a program in its place notes it. */
interface Started {
  readonly suite: string;
  readonly args: readonly string[];
  readonly home: string;
  readonly runCount: number;
  readonly settings: string;
}

/** Stands for the editor: notes how it was started, and ends as it is told. */
const STAND_IN = `#!${process.execPath}
const { appendFileSync, existsSync, readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const [args, { ESPALIER_HOST_SUITE: suite, ESPALIER_HOME: home, STAND_IN_NOTES: notes, STAND_IN_FAILS: fails }] =
  [process.argv.slice(2), process.env];
const folder = args.find((arg) => !arg.startsWith("-"));
const runs = folder && join(folder, ".espalier", "runs");
const user = args.find((arg) => arg.startsWith("--user-data-dir=")).slice("--user-data-dir=".length);
const settings = join(user, "User", "settings.json");
appendFileSync(notes, JSON.stringify({
  suite, args, home,
  runCount: runs && existsSync(runs) ? readdirSync(runs).length : 0,
  settings: existsSync(settings) ? readFileSync(settings, "utf8") : "{}",
}) + "\\n");
process.exitCode = suite === fails ? 3 : 0;
`;

/** Runs the script with a program in the editor's place, of which one suite fails. */
function testVscode(fails = ""): { readonly status: number | null; readonly started: readonly Started[] } {
  const folder = temporaryFolder();
  const [standIn, notes] = [join(folder, "code"), join(folder, "notes")];
  writeFileSync(standIn, STAND_IN);
  chmodSync(standIn, 0o755);
  const { status, stderr } = spawnSync(process.execPath, [join(repositoryRoot(), "scripts", "testVscode.mjs")], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, VSCODE_EXECUTABLE_PATH: standIn, STAND_IN_NOTES: notes, STAND_IN_FAILS: fails },
  });
  if (!existsSync(notes)) throw new Error(`the editor was not started: ${stderr}`);
  const lines = readFileSync(notes, "utf8").trim().split("\n");
  // What belongs to an editor lies neither in the checkout nor where the script was called.
  expect(existsSync(join(folder, ".vscode-test"))).toBe(false);
  return { status, started: lines.map((line) => JSON.parse(line) as Started) };
}

const option = ({ args }: Started, name: string): string | undefined =>
  args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const opened = ({ args }: Started): readonly string[] => args.filter((arg) => !arg.startsWith("-"));

it.skipIf(process.platform === "win32")(
  "starts an editor for each suite, with this extension, its tests, and a user and folder of its own",
  () => {
    const { status, started } = testVscode();
    expect(status).toBe(0);
    expect(started.map(({ suite }) => suite)).toEqual(["restricted", "trusted", "nowhere", "empty"]);
    const root = repositoryRoot();
    for (const each of started) {
      expect(option(each, "extensionDevelopmentPath")).toBe(root);
      expect(option(each, "extensionTestsPath")).toBe(join(root, "dist", "hostTests.cjs"));
      expect(each.args).toContain("--disable-extensions");
    }
    expect(existsSync(join(root, "dist", "hostTests.cjs"))).toBe(true);

    const [restricted, trusted, nowhere, empty] = started as [Started, Started, Started, Started];
    expect(opened(restricted)).toEqual(opened(trusted));
    expect(opened(restricted)).toHaveLength(1);
    expect([restricted.runCount, trusted.runCount]).toEqual([1, 1]);
    expect(opened(nowhere)).toEqual([]);
    expect(opened(empty)).toHaveLength(1);
    expect(opened(empty)).not.toEqual(opened(trusted));
    expect(empty.runCount).toBe(0);

    // Each a user of its own, who has installed nothing and whose files are no sources.
    const [workspace = ""] = opened(trusted);
    const users = started.map((each) => option(each, "user-data-dir") ?? "");
    expect(new Set(users).size).toBe(4);
    for (const path of [...users, ...started.map((each) => option(each, "extensions-dir") ?? "")]) {
      expect(path).not.toBe("");
      expect(path.startsWith(`${workspace}/`)).toBe(false);
    }
    expect(trusted.home.startsWith(`${workspace}/`)).toBe(false);

    // Nobody trusts the folder only where trust is not switched off altogether.
    expect(restricted.args).not.toContain("--disable-workspace-trust");
    expect(JSON.parse(restricted.settings)).toMatchObject({
      "security.workspace.trust.enabled": true,
      "security.workspace.trust.startupPrompt": "never",
    });
    expect(trusted.args).toContain("--disable-workspace-trust");
    expect(existsSync(workspace)).toBe(false);
  },
);

it.skipIf(process.platform === "win32").each([
  ["restricted", ["restricted"]],
  ["trusted", ["restricted", "trusted"]],
])("ends as the editor did where the %s suite fails", (suite, suites) => {
  const { status, started } = testVscode(suite);
  expect(status).toBe(3);
  expect(started.map((each) => each.suite)).toEqual(suites);
});
