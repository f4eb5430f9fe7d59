import * as vscode from "vscode";
import { addSources, type GivenFile } from "./addSources.ts";
import type { SourceContext } from "./sourceActions.ts";
import type { Place } from "./place.ts";
import { reporting } from "../report.ts";
import type { SourceNode } from "./sourceNodes.ts";

/** What the editor's explorer and other programs give, and what other programs give where no places are told. */
const DROPPED = ["text/uri-list", "files"];

/** Files and folders dropped on the view become sources; dragged from it, they open where they are dropped. */
export function dropSources(context: SourceContext): vscode.TreeDragAndDropController<SourceNode> {
  const add = reporting(context.log, (given: readonly GivenFile[], into: Place) => addSources(context, given, into));
  return {
    dropMimeTypes: DROPPED,
    dragMimeTypes: [],
    async handleDrop(target, transfer) {
      const given = await givenFiles(transfer);
      const folder = context.folders.require();
      if (given.length > 0) await add(given, { folder, path: folderPathOf(target) });
    },
  };
}

async function givenFiles(transfer: vscode.DataTransfer): Promise<GivenFile[]> {
  const list = (await transfer.get("text/uri-list")?.asString()) ?? "";
  const uris = list
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => vscode.Uri.parse(line));
  const places = new Set(uris.map(String));
  const files: GivenFile[] = [...uris];
  for (const [, item] of transfer) {
    const file = item.asFile();
    if (file === undefined || (file.uri && places.has(file.uri.toString()))) continue;
    files.push(file.uri ?? file);
  }
  return files;
}

/** Without a slash at its end; the top where the drop is on no folder. */
function folderPathOf(target: SourceNode | undefined): string {
  if (target?.kind === "folder") return target.path.slice(0, -1);
  if (target?.kind === "file") return target.path.split("/").slice(0, -1).join("/");
  return "";
}
