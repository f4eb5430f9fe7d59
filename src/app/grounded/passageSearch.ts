import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { SearchHit } from "../../core/search.ts";
import type { RetrieverFunctions } from "../../protocol/retrieval.ts";
import { writingTo } from "../../storage/atomicWrite.ts";
import { prepareWorkspace, type Workspace } from "../../storage/workspace.ts";
import { forkWorker, type WorkerProcess } from "../workers/workerProcess.ts";

/** Finds passages as `espalier ask` does; best first. */
export type SearchPassages = (query: string) => Promise<readonly SearchHit[]>;

export interface PassageSearch extends AsyncDisposable {
  readonly search: SearchPassages;
}

/** Opens a search over the files of a folder; a test puts its own in the place of `openPassageSearch`. */
export type OpenPassageSearch = (
  root: string,
  workspace: Workspace | undefined,
  signal?: AbortSignal,
) => Promise<PassageSearch>;

/** The passage that answers is rarely further down, and no distractor is. */
const LIMIT = 40;

/**
 * A search over the files of a folder as they are now, in a process of its own. The index is the workspace's, brought up
 * to date; without a workspace, or while another process writes to it, one that is gone when this is closed.
 *
 * @throws UserError `corpus/…`, `storage/…`; the signal's reason.
 */
export const openPassageSearch: OpenPassageSearch = async (root, workspace, signal) => {
  const retriever = forkWorker<RetrieverFunctions>("retriever");
  let temporary: string | undefined;
  const close = async (): Promise<void> => {
    await retriever[Symbol.asyncDispose]();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  try {
    let indexFolder = workspace && (await updated(retriever, workspace, signal));
    if (indexFolder === undefined) {
      temporary = await writingTo(tmpdir(), () => mkdtemp(join(tmpdir(), "espalier-index-")));
      indexFolder = join(temporary, "index");
      await retriever.functions["index/update"]({ root, indexFolder }, signal, () => undefined);
    }
    const folder = { root, indexFolder };
    return {
      search: async (query) =>
        (await retriever.functions["passages/search"](folder, { query, kind: "hybrid", limit: LIMIT })).hits,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** The workspace's index, or undefined while another process writes to it: that may take long, or be half done. */
async function updated(
  retriever: WorkerProcess<RetrieverFunctions>,
  workspace: Workspace,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { root, indexFolder } = workspace;
  await prepareWorkspace(workspace);
  try {
    await retriever.functions["index/update"]({ root, indexFolder }, signal, () => undefined);
    return indexFolder;
  } catch (error) {
    if (error instanceof UserError && error.code === "index/locked") return undefined;
    throw error;
  }
}
