import { relative } from "node:path";
import { messageOf, UserError } from "../../base/errors.ts";
import type { Example } from "../../core/example.ts";
import type { TrainingConfig, TrainingEvent } from "../../core/run.ts";
import { isResumable, type RunRecord } from "../../core/runRecord.ts";
import type { FinishedRun, RunEstimate, ShownExample } from "../../protocol/training.ts";
import { clearEndRequest, watchEndRequests } from "../../storage/endRequest.ts";
import { fingerprintOf, verifyFingerprint } from "../../storage/fingerprint.ts";
import {
  createRunFolder,
  deleteRun,
  findRun,
  readRun,
  type StoredRun,
  writeRunState,
} from "../../storage/runFolder.ts";
import { requireWritable } from "../../storage/requireWritable.ts";
import { lockOwner } from "../../storage/runLock.ts";
import { changeCatalogue, noteRevision } from "../../storage/catalogue.ts";
import { prepareWorkspace, type Workspace, workspaceAt } from "../../storage/workspace.ts";
import { datasetHash, loadDataset, saveDataset } from "../datasets/dataset.ts";
import type { ReadyModel } from "../models/manageModels.ts";
import { startTrainer, type StartTrainer, unlessAborted } from "./trainer.ts";
import { bySplit, describeExcluded, loadSplitExamples, loadTrainingExamples } from "../datasets/trainingData.ts";
import { describeMachine, softwareVersions } from "../versions.ts";

/** What to train, on what, and how. */
export interface RunRequest {
  /** The workspace. */
  readonly folder: string;
  readonly datasetPath: string;
  readonly model: ReadyModel;
  /** As the user named the model. */
  readonly modelName: string;
  readonly preset: string;
  readonly config: TrainingConfig;
}

export interface RunOptions {
  /** Pauses the run: a checkpoint is written and the run can be resumed. A run that has not begun is given up instead. */
  readonly signal: AbortSignal;
  /** The run is one that stays: its training has begun, or it failed in a way that leaves its folder to look at. */
  readonly onStart?: (run: StoredRun) => void;
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Defaults to a trainer process. */
  readonly startTrainer?: StartTrainer;
}

export interface RunOutcome {
  readonly run: StoredRun;
  readonly finished: FinishedRun;
}

/**
 * Starts a run and trains it to its end or until it is paused. Its folder stays whatever happens once its training has
 * begun; a run that is refused or given up before leaves none. Throws UserError `run/...`, `dataset/...`, `memory/...`, `worker/died`.
 */
export async function startRun(request: RunRequest, options: RunOptions): Promise<RunOutcome> {
  const { folder, config, preset, model, modelName, datasetPath } = request;
  const workspace = workspaceAt(folder);
  await requireWritable(workspace.runsFolder);
  const { examples, excluded, dataset } = await loadTrainingExamples(datasetPath, config.seed, options.signal);
  const splits = bySplit(examples);
  await prepareWorkspace(workspace);
  const record: Omit<RunRecord, "version" | "id" | "createdAt"> = {
    preset,
    config,
    model: { name: modelName, ...(await fingerprintOf(model.path, model.sha256)) },
    dataset: {
      path: relative(workspace.root, datasetPath),
      sha256: datasetHash(examples),
      ...dataset,
      exampleCounts: { train: splits.train.length, validation: splits.validation.length, test: splits.test.length },
    },
    versions: softwareVersions(),
    machine: describeMachine(),
  };
  const run = await createRunFolder(workspace, record, (path) => saveDataset(path, examples));
  let use: Promise<void> | undefined;
  let isAnnounced = false;
  const onStart = (stored: StoredRun) => {
    isAnnounced = true;
    // A catalogue that cannot be written is no reason to stop a training; run.json says the same.
    if (dataset) {
      use = noteUse(workspace, run.record.id, dataset, examples.length).catch((error: unknown) =>
        options.onEvent?.({ kind: "warning", message: messageOf(error) }),
      );
    }
    options.onStart?.(stored);
    const leftOut = describeExcluded(excluded);
    if (leftOut !== "") options.onEvent?.({ kind: "warning", message: `examples left out by decisions: ${leftOut}` });
  };
  try {
    return await trainStored(run, examples, false, { ...options, onStart });
  } catch (error) {
    if (isAnnounced) throw error;
    if (options.signal.aborted || (error instanceof UserError && !isDeath(error))) await deleteRun(run.paths);
    else onStart(run);
    throw error;
  } finally {
    await use;
  }
}

/** The catalogue knows which run learned from which version. */
const noteUse = (
  workspace: Workspace,
  run: string,
  { name, revision }: { readonly name: string; readonly revision: string },
  exampleCount: number,
): Promise<void> =>
  changeCatalogue(workspace, (catalogue) => {
    noteRevision(catalogue, name, revision, exampleCount, "run");
    catalogue.runs.push({ run, dataset: name, revision });
  });

/**
 * Goes on with a run from its last checkpoint. Throws UserError `run/finished`, `run/locked`, `run/model-changed`,
 * `run/dataset-changed` and what `startRun` throws.
 */
export async function resumeRun(folder: string, id: string, options: RunOptions): Promise<RunOutcome> {
  const run = await findRun(workspaceAt(folder), id);
  const { record, state, paths } = run;
  if (!isResumable(state.status)) {
    throw new UserError(
      "run/finished",
      `run ${record.id} is finished (${state.status} at step ${state.step} of ${state.totalSteps})`,
      "Start a new run to train further; `espalier runs show` tells what this one reached.",
    );
  }
  // To read the model and start a trainer takes long where other programs need the cores.
  await requireWritable(paths.folder);
  await verifyFingerprint(record.model, options.signal);
  const { examples } = await loadDataset(paths.dataset, {}, options.signal);
  const hash = datasetHash(examples);
  if (hash !== record.dataset.sha256) {
    throw new UserError(
      "run/dataset-changed",
      `${paths.dataset} is not what this run began with: expected ${record.dataset.sha256.slice(0, 12)}…, found ${hash.slice(0, 12)}…`,
      "Restore the file, or start a new run.",
    );
  }
  return trainStored(run, examples, true, options);
}

/** The first batch, token by token, without starting a run. */
export async function showFirstBatch(request: RunRequest, options: RunOptions): Promise<ShownExample[]> {
  await using trainer = (options.startTrainer ?? startTrainer)();
  const data = await dataRequestOf(request, options.signal);
  return await unlessAborted(trainer.functions["batch/show"](data), options.signal);
}

/** What a run would do and need, without starting it. */
export async function estimateRun(request: RunRequest, options: RunOptions): Promise<RunEstimate> {
  await using trainer = (options.startTrainer ?? startTrainer)();
  const data = await dataRequestOf(request, options.signal);
  return await unlessAborted(trainer.functions["run/estimate"](data), options.signal);
}

async function dataRequestOf({ datasetPath, model, config }: RunRequest, signal: AbortSignal) {
  const { train, validation } = bySplit(await loadSplitExamples(datasetPath, config.seed, signal));
  return { modelPath: model.path, config, startedAt: new Date().toISOString(), train, validation };
}

async function trainStored(
  run: StoredRun,
  examples: readonly Example[],
  resume: boolean,
  { signal, onStart, onEvent, startTrainer: start = startTrainer }: RunOptions,
): Promise<RunOutcome> {
  const { record, paths } = run;
  const { train, validation } = bySplit(examples);
  const request = {
    runFolder: paths.folder,
    modelPath: record.model.path,
    config: record.config,
    startedAt: record.createdAt,
    train,
    validation,
    resume,
  };
  await clearEndRequest(paths);
  using ending = watchEndRequests(paths);
  await using trainer = start();
  // Before the training begins there is nothing to keep, and a model may take long to be read.
  const givenUp = new AbortController();
  const giveUp = (): void => givenUp.abort(signal.reason);
  signal.addEventListener("abort", giveUp);
  try {
    const anySignal = AbortSignal.any([signal, ending.signal]);
    const training = trainer.functions["run/train"](request, anySignal, (event) => {
      if (event.kind === "started") {
        signal.removeEventListener("abort", giveUp);
        onStart?.(run);
      }
      onEvent?.(event);
    });
    const finished = await unlessAborted(training, givenUp.signal);
    if (finished.reason === "paused" && ending.wish() === "stop") await noteStop(run);
    return { run: (await readRun(paths)) ?? run, finished };
  } catch (error) {
    await noteDeath(run, error);
    throw error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** The trainer only knows that it was to end where it was. */
async function noteStop(run: StoredRun): Promise<void> {
  const now = await readRun(run.paths);
  if (now) await writeRunState(run.paths, { ...now.state, status: "stopped" });
}

/** A trainer that died could not write down that it failed. */
async function noteDeath(run: StoredRun, error: unknown): Promise<void> {
  if (!isDeath(error)) return;
  const now = await readRun(run.paths);
  if (!now || (await lockOwner(run.paths.folder))) return;
  const [reason = ""] = messageOf(error).split("\n");
  await writeRunState(run.paths, { ...now.state, status: "failed", reason });
}

const isDeath = (error: unknown) => error instanceof UserError && error.code === "worker/died";
