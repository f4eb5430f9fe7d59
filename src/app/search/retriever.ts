import { existsSync } from "node:fs";
import type { EmbeddingChoice } from "../../core/embedding.ts";
import type { IndexProgress, IndexStatus, IndexUpdate, SearchRequest, SearchResult } from "../../core/search.ts";
import type { AskedLines } from "../../core/groundedAnswer.ts";
import type { SkippedPath } from "../../core/chunk.ts";
import type { Cut, LeftOutKind, RuleChange, SourceEntry, SourcesOverview } from "../../core/sources.ts";
import type { IndexedFolder, RetrieverFunctions } from "../../protocol/retrieval.ts";
import type { SourcesFunctions } from "../../protocol/sources.ts";
import { prepareWorkspace, workspaceAt } from "../../storage/workspace.ts";
import { forkWorker, type WorkerProcess } from "../workers/workerProcess.ts";

/** Starts a retrieval process; a test puts its own in the place of this. */
export type StartRetriever = () => WorkerProcess<RetrieverFunctions & SourcesFunctions>;

export const startRetriever: StartRetriever = () => forkWorker<RetrieverFunctions & SourcesFunctions>("retriever");

/** For an editor, whose own processes go first while files are read. */
export const startRetrieverBehind: StartRetriever = () =>
  forkWorker<RetrieverFunctions & SourcesFunctions>("retriever", { givesWay: true });

export interface UpdateOptions {
  /** Only these are looked at, relative to the workspace: what a watcher saw change. Defaults to all files. */
  readonly paths?: readonly string[];
  /** What makes the vectors from now on, by `chooseEmbedding`. Defaults to what did so far. */
  readonly embedding?: EmbeddingChoice | "static";
  /** What the index may grow to, in bytes, from now on. Defaults to what it could so far, and that to 1 GB. */
  readonly maxBytes?: number;
  readonly onProgress?: (progress: IndexProgress) => void;
  readonly signal?: AbortSignal;
}

/** The index of one workspace, served by a process of its own that is started when first needed. */
export interface Retriever extends AsyncDisposable {
  /**
   * Brings the index up to date, making it when there is none. What is indexed so far can be searched meanwhile, and is
   * kept when the signal aborts.
   *
   * @throws UserError `index/locked`, `corpus/…`, `storage/…`, `embedding/…`; the signal's reason.
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
  /**
   * The innermost symbol or section of a text that holds a line, from 1; undefined where there is none. Needs no index.
   *
   * @param path relative to the workspace, with forward slashes.
   */
  linesAround(path: string, text: string, line: number): Promise<AskedLines | undefined>;
  /** @throws UserError `index/none`, `index/damaged`. */
  status(): Promise<IndexStatus>;
  /** Deletes the index; the user's files are untouched. Returns whether there was one. @throws UserError `index/locked`. */
  delete(): Promise<boolean>;
  /**
   * Tells what an editor holds of a file and has not saved; undefined when it is saved or closed.
   *
   * @param path relative to the workspace, with forward slashes.
   */
  setBuffer(path: string, text: string | undefined): Promise<void>;
  readonly sources: FolderSources;
}

/** What the folder's datasets and index are made of. Paths are relative to it, with forward slashes. */
export interface FolderSources {
  /** Looks at the whole folder. @throws UserError `corpus/…`; the signal's reason. */
  survey(signal?: AbortSignal): Promise<SourcesOverview>;
  /** Of a folder, as last surveyed; `path` ends in a slash, and is empty for the root. */
  children(path: string): Promise<Cut<SourceEntry>>;
  /** What is left out for reasons of this kind, as last surveyed. */
  leftOut(kind: LeftOutKind): Promise<Cut<SkippedPath>>;
  /** Writes rules into .espalierignore, so that these are taken in, or left out. @throws UserError `sources/…`. */
  include(paths: readonly string[]): Promise<readonly RuleChange[]>;
  exclude(paths: readonly string[]): Promise<readonly RuleChange[]>;
}

/** Whether a folder has an index, however much is in it. */
export const hasIndex = (root: string): boolean => existsSync(workspaceAt(root).indexFolder);

/** @param root the workspace's folder. */
export function openRetriever(root: string, start: StartRetriever = startRetriever): Retriever {
  const workspace = workspaceAt(root);
  const folder: IndexedFolder = { root: workspace.root, indexFolder: workspace.indexFolder };
  let running: ReturnType<StartRetriever> | undefined;
  const functions = (): ReturnType<StartRetriever>["functions"] => {
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
    async update({
      paths,
      embedding,
      maxBytes,
      onProgress = () => undefined,
      signal = new AbortController().signal,
    } = {}) {
      await prepareWorkspace(workspace);
      return functions()["index/update"]({ ...folder, paths, embedding, maxBytes }, signal, onProgress);
    },
    search: async (request) => functions()["passages/search"](folder, request),
    embed: async (texts) => functions()["texts/embed"](texts),
    linesAround: async (path, text, line) => functions()["lines/around"](path, text, line),
    status: async () => functions()["index/status"](folder),
    delete: async () => functions()["index/delete"](folder),
    setBuffer: async (path, text) => functions()["buffer/set"](folder, path, text),
    sources: {
      survey: async (signal = new AbortController().signal) => functions()["sources/survey"](folder, signal),
      children: async (path) => functions()["sources/children"](folder, path),
      leftOut: async (kind) => functions()["sources/leftOut"](folder, kind),
      include: async (paths) => functions()["sources/include"](folder, paths),
      exclude: async (paths) => functions()["sources/exclude"](folder, paths),
    },
    async [Symbol.asyncDispose]() {
      const ending = running;
      // Until it is gone, who calls would ask a process that is being ended.
      running = undefined;
      await ending?.[Symbol.asyncDispose]();
    },
  };
}
