import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { espalier } from "./extensionUnderTest.ts";

/** The workspace that test/workbench/extensionHost.test.ts prepared: it holds one finished run. */
const folder = (): string => {
  const path = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(path, "no folder is open");
  return path;
};
const runsFolder = () => join(folder(), ".espalier", "runs");
const runIds = () => readdirSync(runsFolder()).sort();
const onlyRun = (): string => {
  const [id] = runIds();
  assert.ok(id, "there is no run");
  return id;
};

describe("commands on a run", () => {
  before(() => espalier().activate());

  it("puts its adapter to use", async () => {
    await vscode.commands.executeCommand("espalier.run.use", onlyRun());
    const active = JSON.parse(readFileSync(join(folder(), ".espalier", "active.json"), "utf8")) as unknown;
    assert.deepEqual(active, { version: 1, runId: onlyRun() });
  });

  it("resumes a paused run in a process of its own, which finishes it", async () => {
    const id = onlyRun();
    const state = () =>
      (JSON.parse(readFileSync(join(runsFolder(), id, "state.json"), "utf8")) as { status: string }).status;
    assert.equal(state(), "paused");
    await vscode.commands.executeCommand("espalier.run.resume", id);
    while (state() === "running") await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(state(), "completed");
    assert.ok(existsSync(join(runsFolder(), id, "adapter.gguf")));
  });
});
