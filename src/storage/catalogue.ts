import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Adapter, Low } from "lowdb";
import { UserError } from "../base/errors.ts";
import { diskError, errorCode, writeJsonAtomic } from "./atomicWrite.ts";
import { type Catalogue, catalogueFrom, emptyCatalogue, type RevisionCause } from "./catalogueSchema.ts";
import { lockFolder } from "./folderLock.ts";
import { readError } from "./readError.ts";
import type { Workspace } from "./workspace.ts";

/** A change is a read and a write of a small file. */
const WAIT_MS = 10_000;
/** Older ones are forgotten: nobody compares with what two hundred builds ago was. */
const MAX_SEEN = 200;

/** The catalogue of a workspace; an empty one where there is none yet. Throws UserError `catalogue/...`, `storage/unreadable`. */
export async function readCatalogue(workspace: Workspace): Promise<Readonly<Catalogue>> {
  const catalogue = openCatalogue(workspace);
  await catalogue.read();
  return catalogue.data;
}

/**
 * Changes the catalogue while nobody else does. Throws UserError `catalogue/locked` and those of `readCatalogue`.
 */
export async function changeCatalogue(workspace: Workspace, change: (catalogue: Catalogue) => void): Promise<void> {
  const folder = join(workspace.folder, "locks");
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw diskError(error, folder);
  });
  const lock = await lockFolder(folder, {
    name: "catalogue",
    waitMs: WAIT_MS,
    lockedError: ({ pid, host, since }) =>
      new UserError(
        "catalogue/locked",
        `the catalogue is being written by process ${pid} on ${host} since ${since}`,
        "Try again in a moment.",
      ),
    onLost: () => undefined,
  });
  try {
    const catalogue = openCatalogue(workspace);
    await catalogue.read();
    await catalogue.update(change);
  } finally {
    await lock.release();
  }
}

/** Adds a revision to those seen, unless it is there. */
export function noteRevision(
  catalogue: Catalogue,
  dataset: string,
  revision: string,
  exampleCount: number,
  cause: RevisionCause,
): void {
  if (catalogue.revisions.some((seen) => seen.dataset === dataset && seen.revision === revision)) return;
  catalogue.revisions.push({ dataset, revision, at: new Date().toISOString(), exampleCount, cause });
  catalogue.revisions.splice(0, Math.max(0, catalogue.revisions.length - MAX_SEEN));
}

/** lowdb's own adapters write without flushing, and its presets keep everything in memory under NODE_ENV=test. */
function openCatalogue(workspace: Workspace): Low<Catalogue> {
  const path = join(workspace.folder, "catalogue.json");
  const adapter: Adapter<Catalogue> = {
    async read() {
      try {
        return catalogueFrom(path, await readFile(path, "utf8"));
      } catch (error) {
        if (errorCode(error) === "ENOENT") return null;
        throw readError(error, path);
      }
    },
    write: (catalogue) => writeJsonAtomic(path, catalogue),
  };
  return new Low(adapter, emptyCatalogue());
}
