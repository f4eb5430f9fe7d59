import { basename, join } from "node:path";
import * as vscode from "vscode";
import type { Place } from "./place.ts";

/** Files whose lines are rows of somebody's data, not text to read. */
const ROWS = /\.(csv|tsv|jsonl|ndjson)$/i;

/** Among sources, rows are only searched: says so of files that hold some, and offers to take them into the dataset. */
export async function offerImport(places: readonly Place[]): Promise<void> {
  const files = places.map(({ folder, path }) => join(folder, path)).filter((path) => ROWS.test(path));
  const [first] = files;
  if (first === undefined) return;
  const toImport = vscode.l10n.t("Import Examples");
  const chosen = await vscode.window.showInformationMessage(
    files.length === 1
      ? vscode.l10n.t(
          "{0} holds rows. As a source they are searched; to be learned, they are imported.",
          basename(first),
        )
      : vscode.l10n.t(
          "{0} files hold rows. As sources they are searched; to be learned, they are imported.",
          files.length,
        ),
    toImport,
  );
  if (chosen !== toImport) return;
  const file = files.length === 1 ? first : await pickFile(files);
  if (file !== undefined) await vscode.commands.executeCommand("espalier.dataset.import", vscode.Uri.file(file));
}

async function pickFile(files: readonly string[]): Promise<string | undefined> {
  const items = files.map((file) => ({ label: basename(file), description: file, file }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Import first…") }))?.file;
}
