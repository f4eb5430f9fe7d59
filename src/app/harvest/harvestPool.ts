import { availableParallelism } from "node:os";
import { at } from "../../base/at.ts";
import type { FoundFile } from "../../core/foundFile.ts";
import type { CorpusFunctions, FileHarvest, FileScan, FileYieldRecord, SkippedFile } from "../../protocol/corpus.ts";
import { type HarvestCall, type Harvester, HarvestLane } from "./harvestLane.ts";
import { forkWorker } from "../workers/workerProcess.ts";

/** More than these would not stay within the 1 GB that a build may use. */
const MAX_PROCESSES = 4;
/** Of all processes together; what WebAssembly and Node itself need comes on top. */
const HEAP_MEGABYTES = 640;
/** A call takes its time whatever it carries; a batch of these takes about as long as a person's blink. */
const BATCH_FILES = 16;
const BATCH_BYTES = 256 * 1024;
/** Batches that are read ahead of the one that is wanted, for each process: some files take longer than others. */
const BATCHES_AHEAD = 4;

export interface HarvestOptions {
  /** Defaults to the number of cores less one, at least 2 and at most 4. */
  readonly processCount?: number;
  /** Of processor time, for one file. Defaults to 10 s. */
  readonly timeLimitMs?: number;
  /** Starts a process; a test puts its own in the place of this. */
  readonly start?: (processCount: number) => Harvester;
}

/** Reads files and cuts them; see `inProcesses`. */
export const harvestFiles = (
  files: readonly FoundFile[],
  signal?: AbortSignal,
  options?: HarvestOptions,
): AsyncGenerator<FileHarvest> =>
  inProcesses((functions, batch) => functions["files/harvest"](batch), files, signal, options);

/** Takes from each file what a dataset of these kinds takes; see `inProcesses`. */
export const yieldFiles = (
  files: readonly FoundFile[],
  kinds: readonly string[],
  signal?: AbortSignal,
  options?: HarvestOptions,
): AsyncGenerator<FileYieldRecord> =>
  inProcesses((functions, batch) => functions["files/yield"](batch, kinds), files, signal, options);

/** Looks for secrets and personal data in each file; see `inProcesses`. */
export const scanFiles = (
  files: readonly FoundFile[],
  signal?: AbortSignal,
  options?: HarvestOptions,
): AsyncGenerator<FileScan> =>
  inProcesses((functions, batch) => functions["files/scan"](batch), files, signal, options);

/**
 * Reads files in processes of their own, one result each, in the order of the files. A file that takes too long or
 * ends its process is named with the reason, and the rest goes on in a fresh process. Reads ahead no further than a
 * few batches, so the caller's pace bounds the memory. Leaving the loop, or aborting, ends the processes.
 *
 * @throws the signal's reason; UserError `worker/missing`; `worker/died` when processes end whatever they are given.
 */
async function* inProcesses<T>(
  call: HarvestCall<T>,
  files: readonly FoundFile[],
  signal?: AbortSignal,
  { processCount = defaultProcessCount(), timeLimitMs, start = startHarvester }: HarvestOptions = {},
): AsyncGenerator<T | SkippedFile> {
  const batches = batchesOf(files);
  const lanes = Array.from(
    { length: Math.min(processCount, batches.length) },
    () => new HarvestLane(() => start(processCount), call, timeLimitMs),
  );
  const stop = (): void => {
    for (const lane of lanes) void lane.end();
  };
  signal?.addEventListener("abort", stop);
  const nextLane = inTurns(lanes);
  const running: Promise<readonly (T | SkippedFile)[]>[] = [];
  try {
    for (let next = 0; next < batches.length || running.length > 0;) {
      for (; next < batches.length && running.length < lanes.length * BATCHES_AHEAD; next++) {
        const batch = at(batches, next);
        const harvest = nextLane((lane) => lane.harvest(batch, signal));
        // It is awaited in its turn; until then a failure is not unheard of, only not yet its turn.
        harvest.catch(() => undefined);
        running.push(harvest);
      }
      yield* (await running.shift()) ?? [];
      signal?.throwIfAborted();
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    await Promise.all(lanes.map((lane) => lane.end()));
  }
}

/**
 * A process that is started before it is known which files there are to read: when they are found it is ready. The first
 * that is asked for is that one, the others are started then.
 */
export class ReadyHarvester implements AsyncDisposable {
  #waiting: Harvester | undefined = startHarvester(defaultProcessCount());

  /** For `HarvestOptions`. */
  readonly start = (processCount: number): Harvester => {
    const harvester = this.#waiting ?? startHarvester(processCount);
    this.#waiting = undefined;
    return harvester;
  };

  /** Ends the process unless it was asked for. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#waiting?.[Symbol.asyncDispose]();
  }
}

function startHarvester(processCount: number): Harvester {
  const heap = Math.floor(HEAP_MEGABYTES / processCount);
  return forkWorker<CorpusFunctions>("corpus", { execArgv: [`--max-old-space-size=${heap}`] });
}

function defaultProcessCount(): number {
  return Math.min(MAX_PROCESSES, Math.max(2, availableParallelism() - 1));
}

function batchesOf(files: readonly FoundFile[]): FoundFile[][] {
  const batches: FoundFile[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= BATCH_FILES || bytes + file.sizeBytes > BATCH_BYTES) {
      batches.push([file]);
      bytes = file.sizeBytes;
    } else {
      last.push(file);
      bytes += file.sizeBytes;
    }
  }
  return batches;
}

/** Gives each task the first lane that is free, in the order of the tasks. */
function inTurns<Shared>(lanes: readonly Shared[]): <T>(task: (lane: Shared) => Promise<T>) => Promise<T> {
  const free = [...lanes];
  const waiting: ((lane: Shared) => void)[] = [];
  return async (task) => {
    const lane = free.pop() ?? (await new Promise<Shared>((resolve) => waiting.push(resolve)));
    try {
      return await task(lane);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.push(lane);
      else next(lane);
    }
  };
}
