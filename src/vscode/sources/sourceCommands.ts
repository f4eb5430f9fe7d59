import * as vscode from "vscode";
import { UserError } from "../../base/errors.ts";
import { addSources } from "./addSources.ts";
import { reporting } from "../report.ts";
import { changeSources, type SourceContext } from "./sourceActions.ts";
import { type Place, placeOf } from "./place.ts";
import { type SourceNode, uriOf } from "./sourceNodes.ts";
import { requireTrust } from "../trust.ts";

/** What the delete key gives instead of a row. */
const SELECTED = "selected";

/** Commands on sources: of rows of the view, of files of the explorer, or of what is asked for. */
export function registerSourceCommands(
  context: SourceContext,
  selected: () => readonly SourceNode[],
): vscode.Disposable {
  const { log, folders, sources } = context;
  const on = (command: string, work: (given: unknown, all: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`espalier.source.${command}`, reporting(log, work));

  /** The rows or files that a command was called on. */
  const urisOf = (given: unknown, all: unknown): vscode.Uri[] => {
    const many: readonly unknown[] =
      given === SELECTED ? selected() : Array.isArray(all) && all.length > 0 ? all : [given];
    const folder = folders.current();
    return many.flatMap((each) => {
      if (each instanceof vscode.Uri) return [each];
      return folder !== undefined && isRow(each) ? [uriOf(folder, each.path)] : [];
    });
  };
  const change = async (how: "include" | "exclude", given: unknown, all: unknown): Promise<void> => {
    requireTrust();
    const uris = urisOf(given, all);
    const active = vscode.window.activeTextEditor?.document.uri;
    const wanted = uris.length > 0 || given === SELECTED ? uris : active ? [active] : [];
    if (wanted.length === 0 && given !== SELECTED) throw noFile();
    await changeSources(
      context,
      wanted.map((uri) => requirePlace(context, uri)),
      how,
    );
  };

  return vscode.Disposable.from(
    on("index", () => {
      requireTrust();
      return sources.index(folders.require());
    }),
    on("stop", () => sources.stopIndexing()),
    on("refresh", () => sources.look()),
    on("add", () => add(context)),
    on("include", (given, all) => change("include", given, all)),
    on("exclude", (given, all) => change("exclude", given, all)),
    on("open", async (given, all) => {
      for (const uri of urisOf(given, all))
        await vscode.commands.executeCommand("vscode.open", uri, { preview: false });
    }),
    on("reveal", async (given, all) => {
      const [uri] = urisOf(given, all);
      if (uri) await vscode.commands.executeCommand("revealInExplorer", uri);
    }),
    on("openRules", () => openRules(folders.require())),
    on("deleteIndex", () => deleteIndex(context)),
  );
}

type Row = Extract<SourceNode, { readonly path: string }>;
const isRow = (node: unknown): node is Row => typeof node === "object" && node !== null && "path" in node;

function requirePlace({ folders }: SourceContext, uri: vscode.Uri): Place {
  const place = placeOf(folders, uri);
  if (place) return place;
  throw new UserError(
    "sources/outside",
    `${uri.fsPath} lies in no folder of this workspace`,
    "Add it with Espalier: Add to Sources, which copies it.",
  );
}

async function add(context: SourceContext): Promise<void> {
  requireTrust();
  const folder = context.folders.require();
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Add to Sources"),
    openLabel: vscode.l10n.t("Add"),
    canSelectMany: true,
    canSelectFiles: true,
    defaultUri: vscode.Uri.file(folder),
  });
  if (chosen) await addSources(context, chosen);
}

/** The file with the rules, which is made with a word about itself where there is none. */
async function openRules(folder: string): Promise<void> {
  const uri = uriOf(folder, ".espalierignore");
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  const document = await vscode.workspace.openTextDocument(isThere ? uri : uri.with({ scheme: "untitled" }));
  await vscode.window.showTextDocument(document);
}

async function deleteIndex({ folders, sources }: SourceContext): Promise<void> {
  const folder = folders.require();
  const confirm = vscode.l10n.t("Delete");
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete the index?"),
    { modal: true, detail: vscode.l10n.t("Your files stay as they are, and the index can be made again from them.") },
    confirm,
  );
  if (chosen !== confirm || (await sources.deleteIndex(folder))) return;
  void vscode.window.showInformationMessage(vscode.l10n.t("There is no index of this folder to delete."));
}

const noFile = (): UserError =>
  new UserError("sources/no-file", "no file is open", "Open one, or call the command on a file of the explorer.");
