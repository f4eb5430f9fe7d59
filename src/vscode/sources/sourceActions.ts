import * as vscode from "vscode";
import { hasIndex } from "../../app/search/retriever.ts";
import { UserError } from "../../base/errors.ts";
import type { RuleChange } from "../../core/sources.ts";
import type { Folders } from "../folders.ts";
import { offerImport } from "./offerImport.ts";
import type { Place } from "./place.ts";
import type { Log } from "../report.ts";
import { reportError } from "../report.ts";
import type { SourceStore } from "./sourceStore.ts";

export interface SourceContext {
  readonly log: Log;
  readonly folders: Folders;
  readonly sources: SourceStore;
}

/** Takes files and folders of the workspace in, or leaves them out; the view and the index follow. */
export async function changeSources(
  context: SourceContext,
  places: readonly Place[],
  how: "include" | "exclude",
): Promise<void> {
  const changes: RuleChange[] = [];
  for (const folder of new Set(places.map((place) => place.folder))) {
    const paths = places.filter((place) => place.folder === folder).map(({ path }) => path);
    if (paths.includes("")) throw wholeFolder(folder);
    try {
      changes.push(...(await context.sources.ask(folder, (ask) => ask[how](paths))));
    } finally {
      void context.sources.look();
    }
    indexIfThere(context, folder, paths);
  }
  tell(changes, how);
  // Not waited for: the work is done, whatever becomes of the message.
  if (how === "include") void offerImport(places).catch((error: unknown) => reportError(context.log, error));
}

/** Not waited for: an index takes its time, and the view shows how far it is. */
export function indexIfThere({ sources, log }: SourceContext, folder: string, paths: readonly string[]): void {
  if (!hasIndex(folder)) return;
  void sources.index(folder, paths).catch((error: unknown) => reportError(log, error));
}

function tell(changes: readonly RuleChange[], how: "include" | "exclude"): void {
  const changed = changes.filter(({ isChanged }) => isChanged).map(({ path }) => path);
  const [first = changes[0]?.path ?? ""] = changed;
  const messages = {
    include: [
      vscode.l10n.t("{0} is among the sources already.", first),
      vscode.l10n.t("{0} is among the sources now.", first),
      vscode.l10n.t("{0} files and folders are among the sources now.", changed.length),
    ],
    exclude: [
      vscode.l10n.t("{0} is left out already.", first),
      vscode.l10n.t("{0} is left out now.", first),
      vscode.l10n.t("{0} files and folders are left out now.", changed.length),
    ],
  } as const;
  const text = messages[how][changed.length === 0 ? 0 : changed.length === 1 ? 1 : 2];
  void vscode.window.setStatusBarMessage(`$(check) ${text}`, SHOWN_MS);
}

const SHOWN_MS = 6_000;

const wholeFolder = (folder: string): UserError =>
  new UserError(
    "sources/whole-folder",
    `${folder} is the folder itself: its files are its sources`,
    "Choose files or folders in it, or another folder with Espalier: Choose Folder.",
  );
