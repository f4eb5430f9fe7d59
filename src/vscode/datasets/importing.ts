import * as vscode from "vscode";
import type { Folders } from "../folders.ts";
import type { Curation } from "../review/curation.ts";
import type { DatasetTab } from "./datasetTab.ts";

export interface ImportContext {
  readonly folders: Pick<Folders, "require">;
  readonly curation: Pick<Curation, "look">;
  readonly datasetTab: DatasetTab;
}

/** Asks for a file or folder of another tool, and shows how it would be read. */
export async function chooseImport({ datasetTab, folders }: ImportContext, isFolder: boolean): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: isFolder ? vscode.l10n.t("Import a Folder of Examples") : vscode.l10n.t("Import Examples"),
      openLabel: vscode.l10n.t("Look at It"),
      canSelectFiles: !isFolder,
      canSelectFolders: isFolder,
      defaultUri: vscode.Uri.file(folders.require()),
    })) ?? [];
  if (file) await importFrom(datasetTab, file.fsPath);
}

/** Shows how a file or folder would be read; nothing is taken yet. */
export async function importFrom(tab: DatasetTab, path: string): Promise<void> {
  leaveImport(tab);
  tab.change({ importing: { path, options: {} } });
  await previewImport(tab);
}

export const previewImport = (tab: DatasetTab): Promise<void> =>
  tab.measure("preview", vscode.l10n.t("Reading the first rows"), (_, jobs, signal) => {
    const { importing } = tab.view();
    return jobs["dataset/preview"](importing ?? { path: "", options: {} }, signal);
  });

export function leaveImport(tab: DatasetTab): void {
  tab.change({ importing: undefined, preview: { state: "wanted" }, imported: undefined });
}

/** Takes the good rows of the file that is looked at. */
export async function takeImport({ datasetTab: tab, curation }: ImportContext): Promise<void> {
  const { importing } = tab.view();
  if (!importing) return;
  const imported = await tab.work("import", vscode.l10n.t("Taking rows"), (dataset, jobs, signal, report) =>
    jobs["dataset/import"]({ ...dataset, ...importing }, signal, report),
  );
  // Perhaps it is the first dataset: what is known of it begins with it.
  await curation.look();
  tab.change({ importing: undefined, preview: { state: "wanted" }, imported });
}
