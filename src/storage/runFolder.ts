import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, UserError } from "../base/errors.ts";
import { isResumable, type RunRecord, type RunState } from "../core/runRecord.ts";
import { diskError, errorCode, remove, writeJsonAtomic } from "./atomicWrite.ts";
import { readError } from "./readError.ts";
import { readJson } from "./readJson.ts";
import { lockOwner } from "./runLock.ts";
import { labelSchema, recordSchema, stateSchema } from "./runSchemas.ts";
import type { Workspace } from "./workspace.ts";

/** Where the parts of a run lie. Deleting the run is deleting `folder`. */
export interface RunPaths {
  readonly folder: string;
  readonly record: string;
  readonly state: string;
  readonly dataset: string;
  /** What it learned from each file; can be made again of `dataset`. */
  readonly sources: string;
  readonly metrics: string;
  readonly checkpoints: string;
  /** The best adapter of the run, as llama.cpp loads it. */
  readonly adapter: string;
  /** The best model of a full training. */
  readonly fullModel: string;
  /** The name that its owner gave it. */
  readonly label: string;
  /** A wish that the run end, for whichever process trains it. */
  readonly endRequest: string;
  /** How far it is within a step, while it is trained. */
  readonly progress: string;
  /** Touched by a window while somebody types in it, for whichever process trains the run. */
  readonly typed: string;
}

export interface StoredRun {
  readonly paths: RunPaths;
  readonly record: RunRecord;
  readonly state: RunState;
  /** What its owner calls it. */
  readonly name?: string;
}

/** A run whose files cannot be read. */
export interface DamagedRun {
  readonly id: string;
  readonly folder: string;
  /** For people: which file, and what is wrong with it. */
  readonly reason: string;
}

/** Each oldest first. */
export interface RunFolders {
  readonly runs: readonly StoredRun[];
  readonly damaged: readonly DamagedRun[];
}

export const runPaths = (folder: string): RunPaths => ({
  folder,
  record: join(folder, "run.json"),
  state: join(folder, "state.json"),
  dataset: join(folder, "dataset.jsonl"),
  sources: join(folder, "sources.json"),
  metrics: join(folder, "metrics.jsonl"),
  checkpoints: join(folder, "checkpoints"),
  adapter: join(folder, "adapter.gguf"),
  fullModel: join(folder, "model.gguf"),
  label: join(folder, "label.json"),
  endRequest: join(folder, "end.json"),
  progress: join(folder, "progress.json"),
  typed: join(folder, "typed"),
});

/**
 * Makes the folder of a new run: its dataset, by `writeDataset`, its first state and its record. run.json is written
 * last: a folder without it never began and is not listed. Throws UserError `storage/disk-full`, `storage/not-writable`.
 */
export async function createRunFolder(
  workspace: Workspace,
  record: Omit<RunRecord, "version" | "id" | "createdAt">,
  writeDataset: (path: string) => Promise<void>,
): Promise<StoredRun> {
  const createdAt = new Date().toISOString();
  const id = await reserveId(
    workspace,
    `${createdAt.slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}-${record.preset}`,
  );
  const paths = runPaths(join(workspace.runsFolder, id));
  const whole: RunRecord = { version: 1, id, createdAt, ...record };
  try {
    await writeDataset(paths.dataset);
    const state = await writeRunState(paths, { status: "created", step: 0, totalSteps: 0 });
    await writeJsonAtomic(paths.record, whole);
    return { paths, record: whole, state };
  } catch (error) {
    await deleteRun(paths);
    throw diskError(error, paths.folder);
  }
}

/** Deletes a run that nobody else can know of yet, with all that it made. */
export const deleteRun = (paths: RunPaths): Promise<void> => remove(paths.folder);

/** Replaces the run's state. */
export async function writeRunState(
  paths: RunPaths,
  state: Omit<RunState, "version" | "updatedAt">,
): Promise<RunState> {
  const whole: RunState = { version: 1, ...state, updatedAt: new Date().toISOString() };
  await writeJsonAtomic(paths.state, whole);
  return whole;
}

/** What state.json says, whoever trains the run now. A run without one has not started. Throws `storage/damaged`. */
export const readRunState = async (paths: RunPaths): Promise<RunState> =>
  (await readJson(paths.state, stateSchema)) ?? NOT_STARTED;

/** Names the run; without a name it is called by its id again. */
export async function writeRunName(paths: RunPaths, name: string | undefined): Promise<void> {
  if (name === undefined) await remove(paths.label);
  else await writeJsonAtomic(paths.label, { version: 1, name });
}

/** Deletes what a kill left half written. Only for the process that holds the run's lock: nobody else writes then. */
export async function deleteLeftovers({ folder, checkpoints }: RunPaths): Promise<void> {
  for (const place of [folder, checkpoints]) {
    const names = await readdir(place).catch(() => []);
    const leftovers = names.filter((name) => LEFTOVER.test(name));
    await Promise.all(leftovers.map((name) => rm(join(place, name), { force: true })));
  }
}

/** The temporary names of GGUF files (adapters, models, checkpoints) and of what `writeFileAtomic` writes. */
const LEFTOVER = /\.(gguf\.[0-9a-f-]{36}|\d+\.[0-9a-f]{8})\.tmp$/;

/**
 * The run whose id is `id` or begins with it; `latest` is the newest.
 * Throws UserError `run/unknown`, `run/ambiguous` or `storage/damaged`.
 */
export async function findRun(workspace: Workspace, id: string): Promise<StoredRun> {
  const paths = await findRunPaths(workspace, id);
  const run = await readRun(paths);
  if (!run)
    throw new UserError("run/unknown", `${basename(paths.folder)} has no run.json`, "See `espalier runs list`.");
  return run;
}

/** As `findRun`, of a run that need not be readable. Throws UserError `run/unknown`, `run/ambiguous`. */
export async function findRunPaths(workspace: Workspace, id: string): Promise<RunPaths> {
  const ids = await listRunIds(workspace);
  // Every id begins with nothing: what a script left empty means none of them.
  const beginning = id === "" ? [] : ids.filter((each) => each.startsWith(id));
  const matches = id === "latest" ? ids.slice(-1) : ids.includes(id) ? [id] : beginning;
  const [match, ...others] = matches;
  if (match === undefined) throw unknownRun(workspace, id, ids);
  if (others.length > 0) {
    throw new UserError("run/ambiguous", `${id} may be ${matches.join(" or ")}`, "Type more of the run's name.");
  }
  return runPaths(join(workspace.runsFolder, match));
}

function unknownRun({ runsFolder }: Workspace, id: string, ids: readonly string[]): UserError {
  if (ids.length === 0) {
    return new UserError("run/unknown", `there is no run in ${runsFolder} yet`, "Run `espalier train` first.");
  }
  return new UserError(
    "run/unknown",
    `there is no run "${id}" in ${runsFolder}; there are ${ids.slice(-3).join(", ")}`,
    "See `espalier runs list`.",
  );
}

/** Every run of the workspace. One that is damaged keeps nobody from the others. */
export async function listRunFolders(workspace: Workspace): Promise<RunFolders> {
  const ids = await listRunIds(workspace);
  const damaged: DamagedRun[] = [];
  const runs = await Promise.all(
    ids.map(async (id) => {
      const folder = join(workspace.runsFolder, id);
      try {
        return await readRun(runPaths(folder));
      } catch (error) {
        damaged.push({ id, folder, reason: messageOf(error) });
        return undefined;
      }
    }),
  );
  return {
    runs: runs.filter((run) => run !== undefined),
    damaged: damaged.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** The run in a folder, or undefined where run.json was never written. */
export async function readRun(paths: RunPaths): Promise<StoredRun | undefined> {
  const record = await readJson(paths.record, recordSchema);
  if (!record) return undefined;
  const state = await readRunState(paths);
  const name = (await readJson(paths.label, labelSchema))?.name;
  return {
    paths,
    record,
    state: { ...state, status: await presentStatus(paths, state) },
    ...(name !== undefined && { name }),
  };
}

async function presentStatus(paths: RunPaths, state: RunState): Promise<RunState["status"]> {
  if (!isResumable(state.status)) return state.status;
  if (await lockOwner(paths.folder)) return "running";
  return state.status === "running" ? "interrupted" : state.status;
}

/** Oldest first. A kill while a run was made leaves a folder without run.json, which is no run: `latest` is not that. */
async function listRunIds(workspace: Workspace): Promise<string[]> {
  try {
    const names = await readdir(workspace.runsFolder);
    return names
      .filter((name) => isRunName(name) && existsSync(runPaths(join(workspace.runsFolder, name)).record))
      .sort();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw readError(error, workspace.runsFolder);
  }
}

/** Whether a name in the runs' folder can be a run's; what is on its way out is none any more. */
const isRunName = (name: string): boolean => !name.startsWith(".");

/** Two runs may begin within the same second: the second one gets a number. */
async function reserveId(workspace: Workspace, wanted: string): Promise<string> {
  await mkdir(workspace.runsFolder, { recursive: true }).catch((error: unknown) => {
    throw diskError(error, workspace.runsFolder);
  });
  for (let attempt = 1; ; attempt++) {
    const id = attempt === 1 ? wanted : `${wanted}-${attempt}`;
    try {
      await mkdir(join(workspace.runsFolder, id));
      return id;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw diskError(error, workspace.runsFolder);
    }
  }
}

const NOT_STARTED: RunState = { version: 1, status: "created", step: 0, totalSteps: 0, updatedAt: "" };
