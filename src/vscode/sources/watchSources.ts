import { stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import * as vscode from "vscode";
import { watchReading } from "../../base/watchReading.ts";
import type { Folders } from "../folders.ts";

/** Files of a build or a checkout change many at a time, and a look goes through the whole folder. */
const SETTLE_MS = 1_500;
/** With the folders they lie in: of a file that came with its folder, an editor may hear the folder alone. */
const DATASET_BUILT = /^\.espalier(?:\/datasets(?:\/[^/]+\.sources\.jsonl)?)?$/;
/** Nor does it hear later of files in folders that were made in one go, as the first index makes them. */
const LOOK_EVERY_MS = 2_000;

/** Calls `onChanged` some time after files of the current folder, or its index, have changed. */
export const watchSources = (folders: Folders, onChanged: () => void): vscode.Disposable =>
  vscode.Disposable.from(watchFiles(folders, mayBeSource, onChanged), watchIndex(folders, onChanged));

function watchIndex(folders: Folders, onChanged: () => void): vscode.Disposable {
  let watching: Disposable | undefined;
  const watch = (folder: string | undefined): void => {
    watching?.[Symbol.dispose]();
    if (folder === undefined) return (watching = undefined);
    const manifest = join(folder, ".espalier", "index", "manifest.json");
    const read = async () => (await stat(manifest)).mtimeMs;
    watching = watchReading(read, LOOK_EVERY_MS, onChanged);
  };
  watch(folders.current());
  const listener = folders.onDidChange(watch);
  return {
    dispose() {
      listener.dispose();
      watching?.[Symbol.dispose]();
    },
  };
}

/** Calls `onChanged` some time after files of the current folder came or went, or a build wrote down which it read. */
export const watchSourceList = (folders: Folders, onChanged: () => void): vscode.Disposable =>
  watchFiles(
    folders,
    (path, isOnlyContent) => (mayBeSource(path) && !isOnlyContent) || DATASET_BUILT.test(path),
    onChanged,
  );

/** @param isMeant of a path from the folder, with forward slashes, and whether only what the file says has changed. */
function watchFiles(
  folders: Folders,
  isMeant: (path: string, isOnlyContent: boolean) => boolean,
  onChanged: () => void,
): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let watcher: vscode.Disposable | undefined;
  const watch = (folder: string | undefined): void => {
    watcher?.dispose();
    if (folder === undefined) return (watcher = undefined);
    const files = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, "**/*"));
    const later = ({ fsPath }: vscode.Uri, isOnlyContent: boolean): void => {
      if (!isMeant(relative(folder, fsPath).split(sep).join("/"), isOnlyContent)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        onChanged();
      }, SETTLE_MS);
    };
    watcher = vscode.Disposable.from(
      files,
      files.onDidChange((uri) => later(uri, true)),
      files.onDidCreate((uri) => later(uri, false)),
      files.onDidDelete((uri) => later(uri, false)),
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

/** What datasets and the index may be made of. */
function mayBeSource(path: string): boolean {
  const parts = path.split("/");
  return parts[0] !== ".espalier" && !parts.includes("node_modules") && !parts.includes(".git");
}
