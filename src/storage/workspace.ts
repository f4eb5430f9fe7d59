import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { writeFileAtomic } from "./atomicWrite.ts";

/** The folder of a workspace that holds the user's work: datasets belong in git, runs and the index do not. */
export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly folder: string;
  readonly runsFolder: string;
  readonly datasetsFolder: string;
  /** What retrieval searches; it can be made again from the user's files. */
  readonly indexFolder: string;
}

export function workspaceAt(root: string): Workspace {
  const folder = join(resolve(root), ".espalier");
  return {
    root: resolve(root),
    folder,
    runsFolder: join(folder, "runs"),
    datasetsFolder: join(folder, "datasets"),
    indexFolder: join(folder, "index"),
  };
}

const GITIGNORE = `# Written by Espalier. Datasets are text, made for review: commit them. The rest can be made again.
*
!.gitignore
!datasets/
!datasets/**
`;

/** Makes the folder and its .gitignore; an existing .gitignore is the user's and stays. */
export async function prepareWorkspace(workspace: Workspace): Promise<void> {
  const path = join(workspace.folder, ".gitignore");
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) await writeFileAtomic(path, GITIGNORE);
}
