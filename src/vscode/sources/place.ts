import { isAbsolute, relative, sep } from "node:path";
import type * as vscode from "vscode";
import type { Folders } from "../folders.ts";

/** A place in one of the workspace's folders. */
export interface Place {
  readonly folder: string;
  /** Relative to it, with forward slashes; empty for the folder itself. */
  readonly path: string;
}

/** Where in the workspace a file lies; undefined where it lies elsewhere. */
export function placeOf(folders: Folders, uri: vscode.Uri): Place | undefined {
  if (uri.scheme !== "file") return undefined;
  const places = folders.all().flatMap(({ path: folder }): Place[] => {
    const path = relative(folder, uri.fsPath);
    const isOutside = path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
    return isOutside ? [] : [{ folder, path: path.split(sep).join("/") }];
  });
  // Folders of a workspace may lie in one another: the innermost is meant.
  return places.sort((a, b) => b.folder.length - a.folder.length)[0];
}
