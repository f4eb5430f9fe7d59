import type { TrainerFunctions } from "../protocol/training.ts";
import { forkWorker, type WorkerProcess } from "./workerProcess.ts";

export type Trainer = WorkerProcess<TrainerFunctions>;

/** Starts a trainer process; a test puts its own in the place of this. */
export type StartTrainer = () => Trainer;

export const startTrainer: StartTrainer = () => forkWorker<TrainerFunctions>("trainer");
