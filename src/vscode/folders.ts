import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../base/errors.ts";

const CHOSEN_KEY = "espalier.folder";

/** The workspace folder that Espalier works in: one of several, which the user may change. */
export interface Folders extends vscode.Disposable {
  /** Its path; undefined when no folder of a disk is open. */
  current(): string | undefined;
  /** Throws UserError `workspace/none`, `workspace/virtual`. */
  require(): string;
  /** Whether folders are open, but none that lies on a disk. */
  areVirtual(): boolean;
  /** The name of the current folder where there are several, for views to say which one they show. */
  shownName(): string | undefined;
  all(): readonly { readonly path: string; readonly name: string }[];
  choose(path: string): Promise<void>;
  readonly onDidChange: vscode.Event<string | undefined>;
}

export function trackFolders(memory: vscode.Memento): Folders {
  const changed = new vscode.EventEmitter<string | undefined>();
  const all = () =>
    (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === "file")
      .map(({ uri, name }) => ({ path: uri.fsPath, name }));
  const areVirtual = (): boolean => all().length === 0 && (vscode.workspace.workspaceFolders ?? []).length > 0;
  const current = (): string | undefined => {
    const folders = all();
    const chosen = memory.get<string>(CHOSEN_KEY);
    const found =
      folders.find(({ path }) => path === chosen) ?? folders.find(({ path }) => existsSync(join(path, ".espalier")));
    return (found ?? folders[0])?.path;
  };
  const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire(current()));
  return {
    all,
    current,
    areVirtual,
    shownName() {
      const folders = all();
      if (folders.length < 2) return undefined;
      const path = current();
      return folders.find((folder) => folder.path === path)?.name;
    },
    onDidChange: changed.event,
    require() {
      const folder = current();
      if (folder !== undefined) return folder;
      if (areVirtual()) {
        const [{ uri } = {}] = vscode.workspace.workspaceFolders ?? [];
        throw new UserError(
          "workspace/virtual",
          `${uri?.toString(true) ?? "the folder"} lies on no disk, and Espalier learns from files on a disk`,
          "Clone it, or open a copy of it with File > Open Folder.",
        );
      }
      throw new UserError(
        "workspace/none",
        "no folder is open, and Espalier learns from a folder's files",
        "Open a folder with File > Open Folder.",
      );
    },
    async choose(path) {
      await memory.update(CHOSEN_KEY, path);
      changed.fire(current());
    },
    dispose() {
      listener.dispose();
      changed.dispose();
    },
  };
}
