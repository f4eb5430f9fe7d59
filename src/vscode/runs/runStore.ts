import * as vscode from "vscode";
import { type RunWatch, type SeenRuns, watchRuns } from "../../app/runs/watchRuns.ts";
import type { RunRow } from "../../protocol/panelData.ts";
import type { Folders } from "../folders.ts";

/** The runs of the current folder, kept true while they change. */
export interface RunStore extends vscode.Disposable {
  readonly folder: string | undefined;
  seen(): SeenRuns;
  find(id: string): RunRow | undefined;
  /** Looks at once, after this window has changed something. */
  look(): Promise<void>;
  readonly onDidChange: vscode.Event<RunsChange>;
}

export interface RunsChange {
  readonly before: SeenRuns;
  readonly now: SeenRuns;
  /** The first look at a folder: what is there is not news. */
  readonly isFirst: boolean;
}

const NOTHING: SeenRuns = { runs: [], problems: [] };

export function openRunStore(folders: Folders): RunStore {
  const changed = new vscode.EventEmitter<RunsChange>();
  let folder: string | undefined;
  let watch: RunWatch | undefined;
  let seen = NOTHING;

  const follow = (next: string | undefined): void => {
    if (next === folder) return;
    watch?.[Symbol.dispose]();
    const before = seen;
    [folder, seen, watch] = [next, NOTHING, undefined];
    changed.fire({ before, now: seen, isFirst: true });
    if (next === undefined) return;
    let isFirst = true;
    watch = watchRuns(next, (now) => {
      const change = { before: seen, now, isFirst };
      isFirst = false;
      seen = now;
      changed.fire(change);
    });
  };
  follow(folders.current());
  const listener = folders.onDidChange(follow);
  return {
    get folder() {
      return folder;
    },
    seen: () => seen,
    find: (id) => seen.runs.find((run) => run.id === id),
    async look() {
      await watch?.look();
    },
    onDidChange: changed.event,
    dispose() {
      listener.dispose();
      watch?.[Symbol.dispose]();
      changed.dispose();
    },
  };
}
