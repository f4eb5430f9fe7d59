import { rm } from "node:fs/promises";
import { messageOf } from "../base/errors.ts";
import type { TrainingEvent } from "../core/run.ts";
import { train } from "../engine/train/train.ts";
import type { FinishedRun, TrainRequest } from "../protocol/training.ts";
import { diskError } from "../storage/atomicWrite.ts";
import { deleteLeftovers, readRunState, runPaths } from "../storage/runFolder.ts";
import { lockRun } from "../storage/runLock.ts";
import { readTrainingData } from "./readTrainingData.ts";
import { typedAt } from "../storage/typedMark.ts";
import { RunLog } from "./runLog.ts";
import { turnAfterTyping } from "./turnAfterTyping.ts";

/**
 * Trains the run in its folder and keeps the folder true to it: state, metrics, checkpoints. Stops at the next step,
 * with a checkpoint, when `signal` aborts. A failure is written down as the run's state and thrown.
 */
export async function trainRun(
  request: TrainRequest,
  signal: AbortSignal,
  report: (event: TrainingEvent) => void,
): Promise<FinishedRun> {
  const { folder } = runPaths(request.runFolder);
  const stop = new AbortController();
  const lock = await lockRun(folder, (reason) => stop.abort(reason));
  try {
    return await trainLocked(request, AbortSignal.any([signal, stop.signal]), report);
  } finally {
    // The engine may still be at work on a step that nobody will hear of.
    stop.abort();
    await lock.release();
  }
}

async function trainLocked(
  request: TrainRequest,
  signal: AbortSignal,
  report: (event: TrainingEvent) => void,
): Promise<FinishedRun> {
  const paths = runPaths(request.runFolder);
  await deleteLeftovers(paths);
  const log = new RunLog(paths, await readRunState(paths));
  try {
    const { modelPath, config, resume } = request;
    const { warnings, ...examples } = await readTrainingData(request);
    for (const message of warnings) report({ kind: "warning", message });
    const turn = turnAfterTyping(() => typedAt(paths), signal);
    const input = { modelPath, config, ...examples, runDir: paths.folder, resume, turn };
    for await (const event of train(input, signal)) {
      await log.record(event);
      report(event);
      if (event.kind === "finished") return event;
    }
    throw new Error("the training ended without saying how");
  } catch (error) {
    const reason = diskError(error, paths.folder);
    await log.fail(messageOf(reason));
    throw reason;
  } finally {
    await rm(paths.typed, { force: true });
    log.close();
  }
}
