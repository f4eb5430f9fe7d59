import type { IndexProgress, IndexStatus, IndexUpdate, SearchRequest, SearchResult } from "../core/search.ts";
import type { IndexedFolder, RetrieverFunctions } from "../protocol/retrieval.ts";
import { prepareWorkspace, workspaceAt } from "../storage/workspace.ts";
import { forkWorker, type WorkerProcess } from "./workerProcess.ts";

/** Starts a retrieval process; a test puts its own in the place of this. */
export type StartRetriever = () => WorkerProcess<RetrieverFunctions>;

export const startRetriever: StartRetriever = () => forkWorker<RetrieverFunctions>("retriever");

export interface UpdateOptions {
  /** Only these are looked at, relative to the workspace: what a watcher saw change. Defaults to all files. */
  readonly paths?: readonly string[];
  readonly onProgress?: (progress: IndexProgress) => void;
  readonly signal?: AbortSignal;
}

/** The index of one workspace, served by a process of its own that is started when first needed. */
export interface Retriever extends AsyncDisposable {
  /**
   * Brings the index up to date, making it when there is none. What is indexed so far can be searched meanwhile, and is
   * kept when the signal aborts.
   *
   * @throws UserError `index/locked`, `corpus/…`, `storage/…`; the signal's reason.
   */
  update(options?: UpdateOptions): Promise<IndexUpdate>;
  /**
   * The passages that answer a query best, as the files are now.
   *
   * @throws UserError `index/none`, `index/damaged`.
   */
  search(request: SearchRequest): Promise<SearchResult>;
  /** A vector a text, of length 1, or of zeros where no word of it is known. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  /** @throws UserError `index/none`, `index/damaged`. */
  status(): Promise<IndexStatus>;
  /** Deletes the index; the user's files are untouched. @throws UserError `index/locked`. */
  delete(): Promise<void>;
  /**
   * Tells what an editor holds of a file and has not saved; undefined when it is saved or closed.
   *
   * @param path relative to the workspace, with forward slashes.
   */
  setBuffer(path: string, text: string | undefined): Promise<void>;
}

/** @param root the workspace's folder. */
export function openRetriever(root: string, start: StartRetriever = startRetriever): Retriever {
  const workspace = workspaceAt(root);
  const folder: IndexedFolder = { root: workspace.root, indexFolder: workspace.indexFolder };
  let running: WorkerProcess<RetrieverFunctions> | undefined;
  const functions = (): WorkerProcess<RetrieverFunctions>["functions"] => {
    if (running === undefined) {
      const started = start();
      running = started;
      // A process that died is replaced at the next call; the index on disk is whole whenever that happens.
      void started.ended.then(() => {
        if (running === started) running = undefined;
      });
    }
    return running.functions;
  };
  return {
    async update({ paths, onProgress = () => undefined, signal = new AbortController().signal } = {}) {
      await prepareWorkspace(workspace);
      return functions()["index/update"]({ ...folder, paths }, signal, onProgress);
    },
    search: async (request) => functions()["passages/search"](folder, request),
    embed: async (texts) => functions()["texts/embed"](texts),
    status: async () => functions()["index/status"](folder),
    delete: async () => functions()["index/delete"](folder),
    setBuffer: async (path, text) => functions()["buffer/set"](folder, path, text),
    async [Symbol.asyncDispose]() {
      await running?.[Symbol.asyncDispose]();
    },
  };
}
