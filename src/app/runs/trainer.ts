import type { TrainerFunctions } from "../../protocol/training.ts";
import { forkWorker, type WorkerProcess } from "../workers/workerProcess.ts";

export type Trainer = WorkerProcess<TrainerFunctions>;

/** Starts a trainer process; a test puts its own in the place of this. */
export type StartTrainer = () => Trainer;

/** How a trainer's process is started, so that it trains fast. */
export const TRAINER_PROCESS = {
  /**
   * The engine's intermediate tensors come and go by the megabyte. glibc would give each back to the system at once and
   * have its pages zeroed for the next: a quarter of a backward pass. These let it keep them; other systems ignore them.
   */
  env: {
    MALLOC_MMAP_THRESHOLD_: String(2 ** 32),
    MALLOC_TRIM_THRESHOLD_: String(2 ** 33),
    MALLOC_TOP_PAD_: String(2 ** 26),
  },
  /**
   * ONNX Runtime's binding counts every output's bytes as new, also those written in place, so V8 believes the heap of
   * twenty megabytes under pressure and marks it some twenty times a step, on threads that the products need.
   */
  execArgv: ["--single-threaded-gc"],
} as const;

export const startTrainer: StartTrainer = () => forkWorker<TrainerFunctions>("trainer", TRAINER_PROCESS);

/** Work that hears of no signal: rejects with the signal's reason when it aborts. Ending the process is the caller's. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
