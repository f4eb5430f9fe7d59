import { basename, join } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../../base/errors.ts";
import { changeSources, type SourceContext } from "./sourceActions.ts";
import { type Place, placeOf } from "./place.ts";
import { requireTrust } from "../trust.ts";
import { uriOf } from "./sourceNodes.ts";

/** A file from anywhere: by its place, or by its content where the editor does not tell its place. */
export type GivenFile = vscode.Uri | vscode.DataTransferFile;

/**
 * Makes sources of files and folders: those of the workspace are taken in, whatever ignores them; others are copied into
 * it after asking. Throws UserError `sources/…`.
 *
 * @param into the folder that others are copied into. Defaults to the top of the current one.
 */
export async function addSources(
  context: SourceContext,
  given: readonly GivenFile[],
  into: Place = { folder: context.folders.require(), path: "" },
): Promise<void> {
  requireTrust();
  const places: Place[] = [];
  const others: GivenFile[] = [];
  for (const each of given) {
    const place = each instanceof vscode.Uri ? placeOf(context.folders, each) : undefined;
    if (place) places.push(place);
    else others.push(each);
  }
  const copied = others.length === 0 ? [] : await copyInto(into, others);
  const all = [...places, ...copied];
  if (all.length > 0) await changeSources(context, all, "include");
}

/** Returns the copies; none where the user does not want any. */
async function copyInto(into: Place, files: readonly GivenFile[]): Promise<Place[]> {
  const names = files.map(nameOf);
  const taken = await existing(into, names);
  if (taken.length > 0) throw nameTaken(into, taken);
  const copy = vscode.l10n.t("Copy");
  const target = join(into.folder, into.path);
  const chosen = await vscode.window.showWarningMessage(
    names.length === 1
      ? vscode.l10n.t("Copy {0} into the workspace?", names[0] ?? "")
      : vscode.l10n.t("Copy {0} files and folders into the workspace?", names.length),
    {
      modal: true,
      detail: vscode.l10n.t("It lies elsewhere, and sources lie in the folder. The copy goes to {0}.", target),
    },
    copy,
  );
  if (chosen !== copy) return [];
  const places: Place[] = [];
  for (const file of files) {
    const path = into.path === "" ? nameOf(file) : `${into.path}/${nameOf(file)}`;
    const to = uriOf(into.folder, path);
    try {
      if (file instanceof vscode.Uri) await vscode.workspace.fs.copy(file, to, { overwrite: false });
      else await vscode.workspace.fs.writeFile(to, await file.data());
    } catch (error) {
      throw error instanceof vscode.FileSystemError && error.code === "NoPermissions" ? notWritable(to) : error;
    }
    places.push({ folder: into.folder, path });
  }
  return places;
}

/** The name alone: what another program says of a file must not lead out of the folder. */
export const nameOf = (file: GivenFile): string =>
  basename((file instanceof vscode.Uri ? file.path : file.name).replaceAll("\\", "/"));

async function existing(into: Place, names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    names.map(async (name) => {
      if (name === "" || name === "." || name === "..") return [name];
      return vscode.workspace.fs.stat(uriOf(into.folder, `${into.path}/${name}`)).then(
        () => [name],
        () => [],
      );
    }),
  );
  return found.flat();
}

const notWritable = (to: vscode.Uri): UserError =>
  new UserError(
    "sources/not-writable",
    `cannot write ${to.fsPath}`,
    "Check the folder's permissions, and whether it lies on a disk that can only be read.",
  );

const nameTaken = (into: Place, names: readonly string[]): UserError =>
  new UserError(
    "sources/name-taken",
    `${join(into.folder, into.path)} holds ${names.join(", ")} already`,
    "Drop it on another folder of the view, or rename one of them.",
  );
