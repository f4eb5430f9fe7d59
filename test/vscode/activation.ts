import assert from "node:assert/strict";
import * as vscode from "vscode";
import manifest from "../../package.json" with { type: "json" };
import { espalier } from "./extensionUnderTest.ts";

describe("the extension", () => {
  before(() => espalier().activate());

  it("activates", () => {
    assert.equal(espalier().isActive, true);
  });

  it("registers every command that its manifest promises, and no other", async () => {
    const registered = (await vscode.commands.getCommands(true)).filter((command) => command.startsWith("espalier."));
    const promised = manifest.contributes.commands.map(({ command }) => command);
    // Views bring commands of their own: focus, open, and the like.
    const own = registered.filter(
      (command) => promised.includes(command) || !/^espalier\.(runs|dataset|sources)\./.test(command),
    );
    assert.deepEqual(own.sort(), promised.sort());
  });

  it("copies diagnostics that hold no path of the workspace", async () => {
    await vscode.commands.executeCommand("espalier.reportProblem");
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /^Espalier diagnostics\nespalier: \d/);
    assert.match(text, /onnxruntime-node: \d/);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(folder !== undefined && !text.includes(folder));
  });
});
