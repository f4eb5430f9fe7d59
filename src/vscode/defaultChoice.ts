import * as vscode from "vscode";
import { defaultModel } from "../app/defaults.ts";

/** What the settings of the editor choose when the user chooses nothing. */
export function defaultChoice(folder: string | undefined): { defaultModel: string; defaultPreset: string } {
  const scope = folder === undefined ? undefined : vscode.Uri.file(folder);
  const settings = vscode.workspace.getConfiguration("espalier", scope);
  return {
    defaultModel: settings.get<string>("model", "").trim() || defaultModel,
    defaultPreset: settings.get<string>("preset", "balanced"),
  };
}
