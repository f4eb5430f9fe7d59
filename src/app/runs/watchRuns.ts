import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunRow } from "../../protocol/panelData.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import type { Known } from "./lookAtRun.ts";

export interface SeenRuns {
  /** Oldest first. */
  readonly runs: readonly RunRow[];
  /** Runs whose files cannot be read, and why. */
  readonly problems: readonly { readonly id: string; readonly message: string }[];
}

export interface RunWatch extends Disposable {
  /** Looks now instead of at the next turn; resolves when `onChange` has heard of what changed. */
  look(): Promise<SeenRuns>;
}

/** While a run is trained, and while none is. */
const BUSY_MS = 1_000;
const IDLE_MS = 3_000;

/**
 * Tells of the runs of a workspace whenever one of them changes, whoever trains it: this window, another one, or the
 * command line. It looks at times of files instead of asking the system for events, because those are lost on network
 * disks, and because that a trainer died is no event at all. A look at a finished run costs three calls of `stat`.
 */
export function watchRuns(folder: string, onChange: (seen: SeenRuns) => void): RunWatch {
  const workspace = workspaceAt(folder);
  const known = new Map<string, Known>();
  let last = "";
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  let looking: Promise<SeenRuns> | undefined;

  async function see(): Promise<SeenRuns> {
    const names = await readdir(workspace.runsFolder).catch(() => []);
    // What is on its way out has a dot before its name.
    const ids = names.filter((name) => !name.startsWith(".")).sort();
    if (ids.length === 0) {
      known.clear();
      return { runs: [], problems: [] };
    }
    // What reads runs takes as long to load as all that a window loads to begin with.
    const { activeRun, lookAt } = await import("./lookAtRun.ts");
    const active = await activeRun(folder).catch(() => undefined);
    for (const id of known.keys()) if (!ids.includes(id)) known.delete(id);
    for (const id of ids) known.set(id, await lookAt(join(workspace.runsFolder, id), known.get(id), active));
    const seen = [...known].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      runs: seen.flatMap(([, { row }]) => (row ? [{ ...row, isActive: row.id === active }] : [])),
      problems: seen.flatMap(([id, { problem }]) => (problem === undefined ? [] : [{ id, message: problem }])),
    };
  }

  async function turn(): Promise<SeenRuns> {
    clearTimeout(timer);
    const seen = await see();
    const text = JSON.stringify(seen);
    if (text !== last && !isDisposed) {
      last = text;
      onChange(seen);
    }
    const isBusy = seen.runs.some(({ status }) => status === "running");
    clearTimeout(timer);
    if (!isDisposed) timer = setTimeout(() => void look(), isBusy ? BUSY_MS : IDLE_MS);
    return seen;
  }

  function look(): Promise<SeenRuns> {
    // One that is under way may have seen too little: the next one begins when it is done.
    const next = (looking ?? Promise.resolve()).then(turn, turn);
    looking = next;
    return next;
  }

  void look();
  return {
    look,
    [Symbol.dispose]() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}
