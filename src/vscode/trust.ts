import * as vscode from "vscode";
import { UserError } from "../base/errors.ts";

/** Throws UserError `workspace/untrusted` in Restricted Mode, where nothing is started and nothing is written. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError(
    "workspace/untrusted",
    "the folder is open in Restricted Mode, in which Espalier starts nothing and writes nothing",
    "Trust it with Workspaces: Manage Workspace Trust if you know where its files come from.",
  );
}
