import { relative, sep } from "node:path";
import * as vscode from "vscode";
import type { Folders } from "./folders.ts";

/** Files of a build or a checkout change many at a time, and a look goes through the whole folder. */
const SETTLE_MS = 1_500;

/** Calls `onChanged` some time after files of the current folder, or its index, have changed. */
export function watchSources(folders: Folders, onChanged: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let watcher: vscode.Disposable | undefined;
  const watch = (folder: string | undefined): void => {
    watcher?.dispose();
    if (folder === undefined) return (watcher = undefined);
    const files = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, "**/*"));
    const later = ({ fsPath }: vscode.Uri): void => {
      if (isPassedOver(relative(folder, fsPath))) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        onChanged();
      }, SETTLE_MS);
    };
    watcher = vscode.Disposable.from(
      files,
      files.onDidChange(later),
      files.onDidCreate(later),
      files.onDidDelete(later),
    );
  };
  watch(folders.current());
  const listener = folders.onDidChange(watch);
  return {
    dispose() {
      clearTimeout(timer);
      listener.dispose();
      watcher?.dispose();
    },
  };
}

/** What no dataset or index is made of; of Espalier's own files only that the index was written. */
function isPassedOver(path: string): boolean {
  const parts = path.split(sep);
  if (parts[0] === ".espalier") return parts.join("/") !== ".espalier/index/manifest.json";
  return parts.includes("node_modules") || parts.includes(".git");
}
