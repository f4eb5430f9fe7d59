import { isAbsolute, relative, resolve } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../base/errors.ts";

/** Lines of a file of a folder, 1-based and inclusive. */
export interface Place {
  /** Relative to the folder. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** Opens lines in an editor. Datasets and answers come from anywhere: only files of the folder are opened. */
export async function openPlace(
  folder: string,
  { path, startLine, endLine }: Place,
  options: vscode.TextDocumentShowOptions = {},
): Promise<void> {
  const file = resolve(folder, path);
  const inside = relative(folder, file);
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) {
    throw new UserError(
      "place/outside",
      `the source ${path} lies outside of ${folder}`,
      "Look at it with the editor's own means.",
    );
  }
  const uri = vscode.Uri.file(file);
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    throw new UserError(
      "place/missing",
      `the source ${path} is not there`,
      "It was moved or deleted since it was read; ask, or build the dataset, again.",
    );
  }
  const selection = new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER);
  await vscode.commands.executeCommand("vscode.open", uri, { preview: true, ...options, selection });
}
