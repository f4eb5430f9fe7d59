import { relative, sep } from "node:path";
import * as vscode from "vscode";

/** What is told of files: paths relative to a workspace folder, with forward slashes. */
export interface FilesListener {
  changed(folder: string, paths: readonly string[]): void;
  buffer(folder: string, path: string, text: string | undefined): void;
}

export interface EditorFiles extends vscode.Disposable {
  /** Tells at once what waits to be told: an answer that follows must know it. */
  flush(): void;
  /** Tells of every buffer that is not saved. */
  tellBuffers(): void;
}

/** Typing, and a change of branch, are told of in one piece. */
const GATHER_MS = 300;
/** As larger files are left out of the index. */
const MAX_BUFFER_CHARACTERS = 1024 * 1024;
/** Their changes are none of the user's files. */
const OWN_FOLDERS = /^(?:\.git|\.espalier)(?:\/|$)/;

/** Follows what changes on the disk and in editors, of the files of the workspace. */
export function followEditorFiles(listener: FilesListener): EditorFiles {
  const changed = new Map<string, Set<string>>();
  const edited = new Set<vscode.TextDocument>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const [folder, paths] of changed) listener.changed(folder, [...paths]);
    changed.clear();
    for (const document of edited) {
      const place = placeOf(document.uri);
      if (place) listener.buffer(place.folder, place.path, bufferOf(document));
    }
    edited.clear();
  }
  const later = (): void => void (timer ??= setTimeout(flush, GATHER_MS));

  function onDisk(uri: vscode.Uri): void {
    const place = placeOf(uri);
    if (!place || OWN_FOLDERS.test(place.path)) return;
    const paths = changed.get(place.folder) ?? new Set();
    changed.set(place.folder, paths.add(place.path));
    later();
  }
  function inEditor(document: vscode.TextDocument): void {
    if (document.uri.scheme !== "file") return;
    edited.add(document);
    later();
  }

  const watcher = vscode.workspace.createFileSystemWatcher("**/*");
  const listeners = vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(onDisk),
    watcher.onDidChange(onDisk),
    watcher.onDidDelete(onDisk),
    vscode.workspace.onDidChangeTextDocument(({ document }) => inEditor(document)),
    vscode.workspace.onDidSaveTextDocument((document) => {
      inEditor(document);
      // Sooner than the watcher, which some systems tell late.
      onDisk(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(inEditor),
  );
  return {
    flush,
    tellBuffers() {
      for (const document of vscode.workspace.textDocuments) if (document.isDirty) inEditor(document);
    },
    dispose() {
      clearTimeout(timer);
      listeners.dispose();
    },
  };
}

/** Where a file lies in the workspace; undefined where it does not. */
export function placeOf(uri: vscode.Uri): { readonly folder: string; readonly path: string } | undefined {
  const folder = uri.scheme === "file" ? vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath : undefined;
  if (folder === undefined) return undefined;
  return { folder, path: relative(folder, uri.fsPath).split(sep).join("/") };
}

function bufferOf(document: vscode.TextDocument): string | undefined {
  if (!document.isDirty || document.isClosed) return undefined;
  const text = document.getText().replaceAll("\r\n", "\n");
  return text.length > MAX_BUFFER_CHARACTERS ? undefined : text;
}
