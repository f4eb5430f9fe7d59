import * as vscode from "vscode";
import { formatBytes } from "../../base/formatBytes.ts";
import type { SkippedPath } from "../../core/chunk.ts";
import type { LeftOutGroup, LeftOutKind, SourceFile, SourceFolder, SourcesOverview } from "../../core/sources.ts";
import type { Indexing } from "./sourceStore.ts";

/** A row of the view "Sources". */
export type SourceNode =
  | { readonly kind: "index"; readonly overview: SourcesOverview }
  | { readonly kind: "taken"; readonly overview: SourcesOverview }
  | SourceFolder
  | SourceFile
  | { readonly kind: "leftOut"; readonly overview: SourcesOverview }
  | { readonly kind: "reason"; readonly group: LeftOutGroup }
  | ({ readonly kind: "skipped" } & SkippedPath)
  | { readonly kind: "more"; readonly below: string; readonly count: number };

/**
 * A row as VS Code shows it.
 *
 * @param folder the workspace folder that paths are of.
 */
export function sourceItem(node: SourceNode, folder: string, indexing: Indexing | undefined): vscode.TreeItem {
  const item = itemOf(node, folder, indexing);
  // Screen readers would else be given the tooltip instead of what the row shows.
  item.accessibilityInformation ??= { label: spoken(node, item) };
  return item;
}

function spoken(node: SourceNode, { label, description }: vscode.TreeItem): string {
  const name = "path" in node ? node.path : typeof label === "string" ? label : label?.label;
  return [name, description].filter((part) => typeof part === "string" && part !== "").join(", ");
}

function itemOf(node: SourceNode, folder: string, indexing: Indexing | undefined): vscode.TreeItem {
  switch (node.kind) {
    case "index":
      return indexItem(node.overview, indexing);
    case "taken":
      return takenItem(node.overview);
    case "folder":
      return folderItem(node, folder);
    case "file":
      return fileItem(node, folder);
    case "leftOut":
      return leftOutItem(node.overview);
    case "reason":
      return reasonItem(node.group);
    case "skipped":
      return skippedItem(node, folder);
    case "more": {
      const item = new vscode.TreeItem(vscode.l10n.t("and {0} more", node.count));
      item.id = `more:${node.below}`;
      return item;
    }
  }
}

function indexItem({ index }: SourcesOverview, indexing: Indexing | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Index"));
  item.id = "index";
  item.iconPath = new vscode.ThemeIcon("database");
  const isThere = index !== undefined;
  item.contextValue = ["index", indexing ? "indexing" : "still", isThere ? "present" : "absent"].join(" ");
  if (indexing) {
    const percent = indexing.fraction === undefined ? "" : ` ${Math.floor(indexing.fraction * 100)} %`;
    item.description = `${indexing.text}${percent}`;
    item.iconPath = new vscode.ThemeIcon("loading~spin");
  } else if (index === undefined) {
    item.description = vscode.l10n.t("not made yet");
    item.tooltip = vscode.l10n.t(
      "An index makes the files searchable, and lets answers cite them. The first question makes it, too.",
    );
  } else if ("problem" in index) {
    item.description = vscode.l10n.t("damaged: make it again");
    item.tooltip = index.problem;
    item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  } else {
    const { passages, files, keywordBytes, vectorBytes, isComplete, writer, updatedAt, textBytes } = index;
    item.description = [
      passagesText(passages),
      formatBytes(keywordBytes + vectorBytes),
      ...(writer === undefined ? [] : [vscode.l10n.t("being written by process {0}", writer)]),
      ...(isComplete ? [] : [vscode.l10n.t("not complete")]),
    ].join(" · ");
    item.tooltip = [
      [passagesText(passages), filesText(files), vscode.l10n.t("{0} of text", formatBytes(textBytes))].join(" · "),
      vscode.l10n.t("On disk: {0} of words, {1} of vectors", formatBytes(keywordBytes), formatBytes(vectorBytes)),
      vscode.l10n.t("Last written: {0}", new Date(updatedAt).toLocaleString()),
    ].join("\n");
  }
  return item;
}

function takenItem(overview: SourcesOverview): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Taken In"), vscode.TreeItemCollapsibleState.Expanded);
  item.id = "taken";
  item.iconPath = new vscode.ThemeIcon("check-all");
  item.description = [
    filesText(overview.files),
    formatBytes(overview.sizeBytes),
    ...pendingText(overview.pending),
  ].join(" · ");
  return item;
}

const filesText = (count: number): string =>
  count === 1 ? vscode.l10n.t("1 file") : vscode.l10n.t("{0} files", count);

const passagesText = (count: number): string =>
  count === 1 ? vscode.l10n.t("1 passage") : vscode.l10n.t("{0} passages", count);

const pendingText = (pending: number): string[] =>
  pending === 0 ? [] : [vscode.l10n.t("{0} not in the index as they are", pending)];

function folderItem({ path, files, passages, pending }: SourceFolder, folder: string): vscode.TreeItem {
  const uri = uriOf(folder, path);
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `folder:${path}`;
  item.iconPath = vscode.ThemeIcon.Folder;
  item.description = [filesText(files), ...(passages > 0 ? [passagesText(passages)] : [])].join(" · ");
  item.tooltip = [path, ...pendingText(pending)].join("\n");
  item.contextValue = "source folder";
  return item;
}

function fileItem({ path, sizeBytes, state, passages }: SourceFile, folder: string): vscode.TreeItem {
  const uri = uriOf(folder, path);
  const item = new vscode.TreeItem(uri);
  item.id = `file:${path}`;
  item.iconPath = vscode.ThemeIcon.File;
  const facts = {
    none: [formatBytes(sizeBytes)],
    new: [vscode.l10n.t("not in the index yet")],
    changed: [vscode.l10n.t("changed since it was indexed")],
    indexed: [passagesText(passages)],
  }[state];
  item.description = facts.join(" · ");
  const size = formatBytes(sizeBytes);
  item.tooltip = `${path}\n${[size, ...facts.filter((fact) => fact !== size)].join(" · ")}`;
  item.contextValue = "source file";
  item.command = openCommand(uri);
  return item;
}

function leftOutItem({ leftOut }: SourcesOverview): vscode.TreeItem {
  const failures = leftOut.filter(({ isFailure }) => isFailure).reduce((sum, { count }) => sum + count, 0);
  const count = leftOut.reduce((sum, group) => sum + group.count, 0);
  const item = new vscode.TreeItem(vscode.l10n.t("Left Out"), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = "leftOut";
  item.description = [String(count), ...(failures > 0 ? [vscode.l10n.t("{0} could not be read", failures)] : [])].join(
    " · ",
  );
  item.iconPath =
    failures > 0
      ? new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"))
      : new vscode.ThemeIcon("circle-slash");
  return item;
}

function reasonItem({ kind, count, isFailure }: LeftOutGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(reasonText(kind), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `reason:${kind}`;
  item.description = String(count);
  if (isFailure) item.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
  return item;
}

function reasonText(kind: LeftOutKind): string {
  switch (kind) {
    case "unreadable":
      return vscode.l10n.t("Could not be read");
    case "slow":
      return vscode.l10n.t("Took too long to read");
    case "large":
      return vscode.l10n.t("Too large");
    case "binary":
      return vscode.l10n.t("No text");
    case "ignored":
      return vscode.l10n.t("Ignored by a rule");
    case "generated":
      return vscode.l10n.t("Generated by a program");
    case "empty":
      return vscode.l10n.t("Empty");
    case "tools":
      return vscode.l10n.t("Files of tools");
    case "link":
      return vscode.l10n.t("Links and special files");
    case "other":
      return vscode.l10n.t("Other reasons");
  }
}

function skippedItem({ path, reason }: SkippedPath, folder: string): vscode.TreeItem {
  const uri = uriOf(folder, path);
  const isFolder = path.endsWith("/");
  const item = new vscode.TreeItem(uri);
  item.id = `skipped:${path}`;
  item.iconPath = isFolder ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
  item.description = reason;
  item.tooltip = `${path}\n${reason}`;
  item.contextValue = ["skipped", isFolder ? "folder" : "file", ...(reason.startsWith("in .") ? ["ruled"] : [])].join(
    " ",
  );
  item.command = isFolder ? revealCommand(uri) : openCommand(uri);
  item.accessibilityInformation = { label: `${path}, ${reason}` };
  return item;
}

/** @param path relative to `folder`, with forward slashes. */
export const uriOf = (folder: string, path: string): vscode.Uri =>
  vscode.Uri.joinPath(vscode.Uri.file(folder), ...path.split("/").filter((part) => part !== ""));

const openCommand = (uri: vscode.Uri): vscode.Command => ({
  command: "vscode.open",
  title: vscode.l10n.t("Open"),
  arguments: [uri, { preview: true, preserveFocus: true }],
});

const revealCommand = (uri: vscode.Uri): vscode.Command => ({
  command: "revealInExplorer",
  title: vscode.l10n.t("Reveal in Explorer View"),
  arguments: [uri],
});
