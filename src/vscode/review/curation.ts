import * as vscode from "vscode";
import { type CuratorEvents, openCurator, type StartCurator } from "../../app/review/curator.ts";
import { datasetNames } from "../../app/datasets/datasetPath.ts";
import { DEFAULT_DATASET } from "../../app/defaults.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import { watchReading } from "../../base/watchReading.ts";
import type { DecisionSteps } from "../../core/review.ts";
import type { CuratorFunctions, DatasetChanged, DatasetName } from "../../protocol/curation.ts";
import type { ReviewDataset } from "../../protocol/review.ts";
import type { Remote } from "../../protocol/rpc.ts";
import type { Folders } from "../folders.ts";
import type { Log } from "../report.ts";
import { requireTrust } from "../trust.ts";

/** The dataset that is looked through in this window. Nothing is started or read before it is first wanted. */
export interface Curation extends vscode.Disposable {
  dataset(): ReviewDataset;
  /** Names of all datasets of the folder. */
  names(): readonly string[];
  /** The one that additions go to: the chosen one, or the one that a build would make. Throws UserError `workspace/none`. */
  target(): Promise<DatasetName>;
  /** Throws UserError `dataset/missing` when none is open. */
  require(): DatasetName;
  /** Of the process that holds it. */
  readonly functions: Remote<CuratorFunctions>;
  choose(name: string): Promise<void>;
  /** Reads what there is, and how much of it. Errors become part of the dataset's state. */
  look(): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
  /** Of the dataset that is open. */
  readonly onDidChangeExamples: vscode.Event<DatasetChanged>;
}

const CHOSEN_KEY = "espalier.dataset";
const NO_STEPS: DecisionSteps = { canUndo: false, canRedo: false };
/** A process that dies again so soon would only die for ever. */
const DEATHS_APART_MS = 30_000;
/** Files of a build appear one after another. */
const SETTLE_MS = 100;
/** An editor hears nothing of files in folders that were made in one go, as a first build makes them. */
const LOOK_EVERY_MS = 2_000;

export function openCuration(folders: Folders, memory: vscode.Memento, log: Log, start?: StartCurator): Curation {
  const changed = new vscode.EventEmitter<void>();
  const changedExamples = new vscode.EventEmitter<DatasetChanged>();
  let [names, dataset]: [readonly string[], ReviewDataset] = [[], { kind: "opening" }];
  let isWanted = false;
  let looking: Promise<void> | undefined;
  let isLookedPast = false;
  let lastDeathMs = Number.NEGATIVE_INFINITY;
  let watcher: vscode.Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;

  const events: CuratorEvents = {
    "dataset/changed"(of, change) {
      if (!isCurrent(of)) return;
      changedExamples.fire(change);
      void look();
    },
    "dataset/notice": ({ name }, notice) => log.warn(`${name}: ${notice}`),
    onDied(death) {
      log.error(`${death.code}: ${death.message}`);
      const isFirst = performance.now() - lastDeathMs > DEATHS_APART_MS;
      lastDeathMs = performance.now();
      if (isFirst) return void lookAnew();
      if (dataset.kind === "open") set({ kind: "failed", name: dataset.name, ...textOf(death) });
    },
  };
  const curator = openCurator(events, start);

  const isCurrent = ({ folder, name }: DatasetName): boolean =>
    dataset.kind === "open" && dataset.name === name && folder === folders.current();

  function set(next: ReviewDataset, { canUndo, canRedo }: DecisionSteps = NO_STEPS): void {
    dataset = next;
    void vscode.commands.executeCommand("setContext", "espalier.datasetOpen", next.kind === "open");
    void vscode.commands.executeCommand("setContext", "espalier.canUndo", canUndo);
    void vscode.commands.executeCommand("setContext", "espalier.canRedo", canRedo);
    changed.fire();
  }

  /** One look at a time; what changes meanwhile is seen by another. */
  function look(): Promise<void> {
    isWanted = true;
    isLookedPast = looking !== undefined;
    looking ??= lookOnce().finally(() => {
      looking = undefined;
      if (isLookedPast) return look();
    });
    return looking;
  }

  async function lookOnce(): Promise<void> {
    const folder = folders.current();
    if (folder === undefined) return set({ kind: "no-folder" });
    watcher ??= watch(folder);
    let name = "";
    try {
      requireTrust();
      names = await curator.functions["datasets/list"](folder);
      name = nameOf(names, memory.get<string>(CHOSEN_KEY)) ?? "";
      if (name === "") return set({ kind: "none" });
      const counts = await curator.functions["dataset/counts"]({ folder, name });
      const steps = await curator.functions["decision/steps"]({ folder, name });
      if (folder === folders.current()) set({ kind: "open", name, counts }, steps);
    } catch (error) {
      log.error(error instanceof Error ? error : messageOf(error));
      set({ kind: "failed", name, ...textOf(error) });
    }
  }

  /** As if nothing were known: examples are read again too. */
  async function lookAnew(): Promise<void> {
    await look();
    changedExamples.fire({ ids: [], isReloaded: true });
  }

  function watch(folder: string): vscode.Disposable {
    const pattern = new vscode.RelativePattern(folder, ".espalier/datasets/*.jsonl");
    const files = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void look(), SETTLE_MS);
    };
    const unheard = watchReading(() => datasetNames(folder), LOOK_EVERY_MS, later);
    return vscode.Disposable.from(files, files.onDidCreate(later), files.onDidDelete(later), {
      dispose: () => unheard[Symbol.dispose](),
    });
  }

  const beginAnew = (): void => {
    watcher?.dispose();
    watcher = undefined;
    [names, dataset] = [[], { kind: "opening" }];
    if (isWanted) void look();
  };
  const listener = vscode.Disposable.from(
    folders.onDidChange(beginAnew),
    vscode.workspace.onDidGrantWorkspaceTrust(beginAnew),
  );
  return {
    dataset: () => dataset,
    names: () => names,
    async target() {
      const folder = folders.require();
      const there = await datasetNames(folder);
      return { folder, name: nameOf(there, memory.get<string>(CHOSEN_KEY)) ?? DEFAULT_DATASET };
    },
    require() {
      if (dataset.kind === "open") return { folder: folders.require(), name: dataset.name };
      throw new UserError("dataset/missing", "no dataset is open", "Build one with Espalier: Build Dataset.");
    },
    get functions() {
      return curator.functions;
    },
    async choose(name) {
      await memory.update(CHOSEN_KEY, name);
      await look();
    },
    look,
    onDidChange: changed.event,
    onDidChangeExamples: changedExamples.event,
    dispose() {
      clearTimeout(timer);
      vscode.Disposable.from(listener, changed, changedExamples).dispose();
      watcher?.dispose();
      void curator[Symbol.asyncDispose]();
    },
  };
}

/** The one that was chosen, else the usual one, else the first. */
function nameOf(names: readonly string[], chosen: string | undefined): string | undefined {
  return [chosen, DEFAULT_DATASET, names[0]].find((name) => name !== undefined && names.includes(name));
}

function textOf(error: unknown): { readonly message: string; readonly hint: string } {
  const hint = error instanceof UserError ? error.hint : vscode.l10n.t("The log tells more: Espalier: Show Logs.");
  return { message: messageOf(error), hint };
}
