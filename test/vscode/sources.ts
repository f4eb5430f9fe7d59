import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { espalier } from "./extensionUnderTest.ts";

const folder = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
const rules = (): string => {
  const path = join(folder(), ".espalierignore");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};

describe("commands on sources", () => {
  before(async () => {
    await espalier().activate();
    mkdirSync(join(folder(), "notes"), { recursive: true });
    for (const name of ["a.md", "b.md", "c.md"]) writeFileSync(join(folder(), "notes", name), `# ${name}\n\nA note.\n`);
  });

  it("exclude and include what the explorer hands them: the file clicked on, and all that are selected", async () => {
    const [first, ...others] = ["a.md", "b.md"].map((name) => vscode.Uri.file(join(folder(), "notes", name)));
    await vscode.commands.executeCommand("espalier.source.exclude", first, [first, ...others]);
    assert.match(rules(), /^\/notes\/a\.md\n\/notes\/b\.md\n/m);
    await vscode.commands.executeCommand("espalier.source.include", first, [first]);
    assert.doesNotMatch(rules(), /a\.md/);
    assert.match(rules(), /^\/notes\/b\.md$/m);
  });

  it("mean the file in the editor when nothing is handed to them", async () => {
    await vscode.window.showTextDocument(vscode.Uri.file(join(folder(), "notes", "c.md")));
    await vscode.commands.executeCommand("espalier.source.exclude");
    assert.match(rules(), /^\/notes\/c\.md$/m);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("make an index, bring it up to date with what is excluded, and do so without the view", async () => {
    await vscode.commands.executeCommand("espalier.source.index");
    const manifest = join(folder(), ".espalier", "index", "manifest.json");
    const before = readFileSync(manifest, "utf8");
    await vscode.commands.executeCommand("espalier.source.exclude", vscode.Uri.file(join(folder(), "notes", "a.md")));
    while (readFileSync(manifest, "utf8") === before) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it("let the index grow to what the settings say, also when they change", async () => {
    const manifest = join(folder(), ".espalier", "index", "manifest.json");
    const limit = () => (JSON.parse(readFileSync(manifest, "utf8")) as { maxBytes?: number }).maxBytes;
    const settings = vscode.workspace.getConfiguration("espalier");
    await settings.update("index.maxSizeInMegabytes", 7, vscode.ConfigurationTarget.Workspace);
    while (limit() !== 7_000_000) await new Promise((resolve) => setTimeout(resolve, 20));
    await settings.update("index.maxSizeInMegabytes", undefined, vscode.ConfigurationTarget.Workspace);
  });
});
