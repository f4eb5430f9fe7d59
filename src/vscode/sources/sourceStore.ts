import * as vscode from "vscode";
import { type FolderSources, hasIndex } from "../../app/search/retriever.ts";
import { messageOf } from "../../base/errors.ts";
import type { SourcesOverview } from "../../core/sources.ts";
import type { Activities } from "../activities.ts";
import type { Folders } from "../folders.ts";
import { INDEX_SIZE, indexFolder } from "./indexFolder.ts";
import { type Log, reportError, sentenceOf } from "../report.ts";
import type { Retrieval } from "./retrieval.ts";
import { watchSources } from "./watchSources.ts";

export type SourcesState =
  | { readonly kind: "no-folder" }
  | { readonly kind: "untrusted" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "seen"; readonly folder: string; readonly overview: SourcesOverview };

export interface Indexing {
  readonly id: string;
  readonly text: string;
  readonly fraction?: number;
}

/** The sources of the current folder. Nothing is started or read before they are first wanted. */
export interface SourceStore extends vscode.Disposable {
  /** As last looked at; looks where nobody has. */
  state(): Promise<SourcesState>;
  /** Looks again, after what is going on. */
  look(): Promise<SourcesState>;
  ask<T>(folder: string, question: (sources: FolderSources) => Promise<T>): Promise<T>;
  /** Brings the index up to date, with all files or those of `paths`; one after another. */
  index(folder: string, paths?: readonly string[]): Promise<void>;
  indexing(): Indexing | undefined;
  stopIndexing(): void;
  deleteIndex(folder: string): Promise<boolean>;
  /** Whether anybody sees what changes; while nobody does, nothing is looked at. */
  setInView(isInView: boolean): void;
  readonly onDidChange: vscode.Event<void>;
  readonly onDidChangeIndexing: vscode.Event<void>;
}

export interface SourceStoreContext {
  readonly folders: Folders;
  readonly retrieval: Retrieval;
  readonly activities: Activities;
  readonly log: Log;
}

export function openSourceStore({ folders, retrieval, activities, log }: SourceStoreContext): SourceStore {
  const changed = new vscode.EventEmitter<void>();
  const changedIndexing = new vscode.EventEmitter<void>();
  let seen: SourcesState | undefined;
  let looking: Promise<SourcesState> | undefined;
  /** Counts what makes an earlier look one at something else. */
  let epoch = 0;
  let [isInView, isStale] = [false, false];
  let updating: Promise<unknown> = Promise.resolve();

  async function lookOnce(): Promise<SourcesState> {
    const folder = folders.current();
    if (folder === undefined) return { kind: "no-folder" };
    if (!vscode.workspace.isTrusted) return { kind: "untrusted" };
    try {
      const overview = await retrieval.use(folder, ({ sources }) => sources.survey());
      return { kind: "seen", folder, overview };
    } catch (error) {
      log.error(error instanceof Error ? error : messageOf(error));
      return { kind: "failed", message: sentenceOf(error) };
    }
  }

  function look(): Promise<SourcesState> {
    isStale = false;
    const before = looking ?? Promise.resolve();
    const began = epoch;
    const mine = before.then(lookOnce).then((state) => {
      if (looking === mine) looking = undefined;
      if (began !== epoch) return state;
      seen = state;
      changed.fire();
      return state;
    });
    looking = mine;
    return mine;
  }

  const indexing = (): Indexing | undefined => {
    const folder = folders.current();
    return activities.list().find(({ kind, subject }) => kind === "index" && subject === folder);
  };
  let running: Indexing | undefined;
  const lookWhetherIndexing = (): void => {
    const before = running;
    running = indexing();
    if (running !== before) changedIndexing.fire();
  };

  const lookLater = (): void => {
    if (isInView) void look();
    else isStale = true;
  };

  const forget = (): void => {
    epoch++;
    seen = undefined;
    // What is looked at just now is another folder.
    if (looking) void look();
    changed.fire();
  };
  const watcher = watchSources(folders, lookLater);
  const listeners = [
    watcher,
    folders.onDidChange(() => {
      forget();
      lookWhetherIndexing();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(forget),
    activities.onDidChange(lookWhetherIndexing),
  ];
  const index = (folder: string, paths?: readonly string[]): Promise<void> => {
    const mine = updating.then(() =>
      activities.run({ kind: "index", subject: folder, text: vscode.l10n.t("Indexing") }, async (signal, report) => {
        const what = { folder, ...(paths && { paths }) };
        for (const remark of await indexFolder(retrieval, what, signal, report)) log.warn(remark);
      }),
    );
    updating = mine.catch(() => undefined);
    return mine.finally(look);
  };
  /** An index that may be larger takes in what it had left out. */
  const resize = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(`espalier.${INDEX_SIZE}`) || !vscode.workspace.isTrusted) return;
    for (const { path } of folders.all()) {
      if (hasIndex(path)) void index(path).catch((error: unknown) => reportError(log, error));
    }
  });
  return {
    state: () => (seen === undefined ? (looking ?? look()) : Promise.resolve(seen)),
    look,
    ask: (folder, question) => retrieval.use(folder, ({ sources }) => question(sources)),
    index,
    indexing,
    stopIndexing() {
      if (running) activities.cancel(running.id);
    },
    deleteIndex: (folder) => retrieval.use(folder, (retriever) => retriever.delete()).finally(look),
    setInView(isNow) {
      isInView = isNow;
      if (isNow && isStale) void look();
    },
    onDidChange: changed.event,
    onDidChangeIndexing: changedIndexing.event,
    dispose() {
      vscode.Disposable.from(...listeners, resize, changed, changedIndexing).dispose();
    },
  };
}
