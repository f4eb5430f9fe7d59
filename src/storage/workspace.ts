import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { errorCode, writeFileAtomic } from "./atomicWrite.ts";
import { readError } from "./readError.ts";

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

const GITIGNORE = `# Written by Espalier. Datasets and what was decided about them are text, made for review: commit them.
# The rest can be made again, or is withheld because it may be secret.
*
!.gitignore
!.gitattributes
!catalogue.json
!datasets/
!datasets/**
datasets/*.tmp
`;

/** What earlier versions wrote. Only a file that is still exactly so is replaced: any other is the user's. */
const EARLIER_GITIGNORES = [
  `# Written by Espalier. Datasets are text, made for review: commit them. The rest can be made again.
*
!.gitignore
!datasets/
!datasets/**
`,
];

const GITATTRIBUTES = `# Written by Espalier. Decisions are lines that stand for themselves: a merge keeps those of both sides.
datasets/*.review.jsonl merge=union
`;

/** Makes the folder and what tells git about it. Files that the user changed stay as they are. Throws UserError `storage/...`. */
export async function prepareWorkspace(workspace: Workspace): Promise<void> {
  await writeUnlessChanged(join(workspace.folder, ".gitignore"), GITIGNORE, EARLIER_GITIGNORES);
  await writeUnlessChanged(join(workspace.folder, ".gitattributes"), GITATTRIBUTES, []);
}

async function writeUnlessChanged(path: string, content: string, earlier: readonly string[]): Promise<void> {
  const present = await readFile(path, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw readError(error, path);
  });
  if (present === undefined || earlier.includes(present)) await writeFileAtomic(path, content);
}
