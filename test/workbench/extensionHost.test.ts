import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pausedRun } from "../support/pausedRun.ts";
import { fillTinyWorkspace } from "../support/tinyWorkspace.ts";
import { runHostTests } from "../support/vscodeHost/hostTests.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-host-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const workspace = join(base, "workspace");
mkdirSync(workspace);
await fillTinyWorkspace(workspace);
await pausedRun(workspace);

// The same folder, with a word of its own about the model, for those who do not trust it.
const strangers = join(base, "strangers");
cpSync(workspace, strangers, { recursive: true });
mkdirSync(join(strangers, ".vscode"));
writeFileSync(join(strangers, ".vscode", "settings.json"), JSON.stringify({ "espalier.model": "/theirs.gguf" }));

// Mocha ran them all by now; each is told of here, so that each is counted.
describe("inside the extension host", async () => {
  const tests = await runHostTests(base, workspace);
  it("runs tests", () => expect(tests).not.toEqual([]));
  it.each(tests)("$title", ({ error }) => {
    if (error !== undefined) throw new Error(error);
  });
});

describe("inside the extension host of a folder that is not trusted", async () => {
  const restricted = { isRestricted: true, env: { ESPALIER_HOST_SUITE: "restricted" } };
  const tests = await runHostTests(join(base, "restricted"), strangers, restricted);
  it("runs tests", () => expect(tests).not.toEqual([]));
  it.each(tests)("$title", ({ error }) => {
    if (error !== undefined) throw new Error(error);
  });
});
