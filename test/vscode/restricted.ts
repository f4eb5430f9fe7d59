import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import manifest from "../../package.json" with { type: "json" };
import { espalier } from "./extensionUnderTest.ts";

const folder = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";

/** What reads nothing that a stranger wrote, and starts nothing. */
const HARMLESS =
  /^espalier\.(showLogs|reportProblem|openWalkthrough|chooseFolder|source\.(open|reveal|refresh|openRules))$/;

describe("in Restricted Mode", () => {
  before(() => espalier().activate());

  it("is on", () => assert.equal(vscode.workspace.isTrusted, false));

  it("has every command refuse what would start a process, also where it is called past its condition", async () => {
    for (const { command } of manifest.contributes.commands) {
      if (HARMLESS.test(command)) continue;
      // Refusals are told in a message, which nobody answers here.
      await Promise.race([vscode.commands.executeCommand(command), new Promise((done) => setTimeout(done, 2_000))]);
    }
    for (const made of ["index", "datasets", "cache"])
      assert.equal(existsSync(join(folder(), ".espalier", made)), false);
  });

  it("heeds no model that the folder names", async () => {
    const settings = vscode.workspace.getConfiguration("espalier", vscode.Uri.file(folder()));
    assert.equal(settings.inspect<string>("model")?.workspaceFolderValue ?? settings.get<string>("model"), "");
  });
});
