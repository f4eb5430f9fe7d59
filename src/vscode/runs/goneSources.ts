import * as vscode from "vscode";
import { messageOf } from "../../base/errors.ts";
import type { GoneSourcesOfRun } from "../../protocol/jobs.ts";
import type { Folders } from "../folders.ts";
import type { Jobs } from "../jobs.ts";
import type { Log } from "../report.ts";
import type { RunStore } from "./runStore.ts";
import { watchSourceList } from "../sources/watchSources.ts";

/** Which runs learned from files that are gone. Nothing is looked at while nobody sees it. */
export interface GoneSources extends vscode.Disposable {
  of(run: string): GoneSourcesOfRun | undefined;
  setInView(isInView: boolean): void;
  readonly onDidChange: vscode.Event<void>;
}

const LOOK_MS = 60_000;

export function watchGoneSources(runs: RunStore, folders: Folders, jobs: Jobs, log: Log): GoneSources {
  const changed = new vscode.EventEmitter<void>();
  let known = new Map<string, GoneSourcesOfRun>();
  let [isInView, isStale] = [false, true];
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    isStale = false;
    const folder = folders.current();
    const { runs: listed } = runs.seen();
    // Without runs there is nothing to ask, and in Restricted Mode nobody to ask it.
    if (folder === undefined || listed.length === 0 || !vscode.workspace.isTrusted) return;
    try {
      const gone = await jobs((functions) => functions["runs/goneSources"](folder, AbortSignal.timeout(LOOK_MS)));
      for (const { run, message } of gone.problems) log.warn(`${run}: ${message}`);
      if (folder !== folders.current()) return;
      known = new Map(gone.runs.map((each) => [each.run, each]));
      changed.fire();
    } catch (error) {
      log.error(error instanceof Error ? error : messageOf(error));
    }
  }

  const lookIfWanted = (): void => {
    if (!isInView || !isStale || looking) return;
    looking = look().finally(() => {
      looking = undefined;
      lookIfWanted();
    });
  };
  const forget = (): void => {
    isStale = true;
    lookIfWanted();
  };
  let ids = "";
  const listeners = vscode.Disposable.from(
    watchSourceList(folders, forget),
    vscode.workspace.onDidGrantWorkspaceTrust(forget),
    runs.onDidChange(({ now }) => {
      // What a run learned from is settled when it begins; its measurements change nothing.
      const before = ids;
      ids = now.runs.map(({ id }) => id).join();
      if (ids !== before) forget();
    }),
    folders.onDidChange(() => {
      known = new Map();
      forget();
    }),
  );
  return {
    of: (run) => known.get(run),
    setInView(isNow) {
      isInView = isNow;
      lookIfWanted();
    },
    onDidChange: changed.event,
    dispose() {
      listeners.dispose();
      changed.dispose();
    },
  };
}
