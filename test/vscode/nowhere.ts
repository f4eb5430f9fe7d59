import assert from "node:assert/strict";
import * as vscode from "vscode";
import manifest from "../../package.json" with { type: "json" };
import { espalier } from "./extensionUnderTest.ts";

/** Refusals are told in a message, which nobody answers here. */
const PATIENCE_MS = 1_000;

describe("where no folder lies on a disk", () => {
  before(() => espalier().activate());

  it("is so", () => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    assert.deepEqual(
      folders.filter(({ uri }) => uri.scheme === "file"),
      [],
    );
  });

  // What they say is in the log, which whoever started this reads.
  it("has no command that throws, also where it is called past its condition", async () => {
    for (const { command } of manifest.contributes.commands) {
      await Promise.race([
        vscode.commands.executeCommand(command),
        new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
      ]);
    }
  });
});
