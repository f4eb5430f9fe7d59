import * as vscode from "vscode";
import type { Log } from "../report.ts";
import type { RunStore } from "./runStore.ts";

/** A note every so often is enough for a trainer that takes fingers for resting after three times as long. */
const NOTE_EVERY_MS = 100;

/** While a run of this window's folder trains: tells it when somebody types in an editor, so that it gives way. */
export function letTypingGoFirst(runs: RunStore, log: Log): vscode.Disposable {
  let notedAt = 0;
  const note = async (folder: string, id: string): Promise<void> => {
    const { noteTypingDuring } = await import("../onDemand.ts");
    await noteTypingDuring(folder, id);
  };
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    // Logs and what other programs write to files change documents too.
    if (contentChanges.length === 0 || document !== vscode.window.activeTextEditor?.document) return;
    const { folder } = runs;
    const running = runs.seen().runs.findLast(({ status }) => status === "running");
    if (folder === undefined || !running || Date.now() - notedAt < NOTE_EVERY_MS) return;
    const settings = vscode.workspace.getConfiguration("espalier", vscode.Uri.file(folder));
    if (!settings.get<boolean>("training.pauseWhileTyping", true)) return;
    notedAt = Date.now();
    // Nobody wants to hear of this at every key.
    note(folder, running.id).catch((error: unknown) => log.warn("no note that somebody types:", error));
  });
}
