import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { afterWork } from "../base/afterWork.ts";
import { at } from "../base/at.ts";
import { messageOf } from "../base/errors.ts";
import { type ReadFiles, readInTurn, type ReadRequest } from "./readFiles.ts";
import { type ReadFile, unreadFile } from "./readIndexable.ts";

/** More threads than this wait for the one that writes. */
const MAX_THREADS = 4;
/** The start of a thread takes longer than to read so many. */
const MIN_FILES = 24;
const BATCH_FILES = 16;
const BATCH_BYTES = 256 * 1024;
/** Batches that are under way, for each thread: some files take longer than others. */
const BATCHES_AHEAD = 3;
/** The largest file that is read takes a second or two; what takes longer is a parser that does not come to an end. */
const FILE_TIME_LIMIT_MS = 10_000;

export interface ThreadOptions {
  /** Path of the thread's program. */
  readonly program: URL;
  /** Of processor time, for one file. Defaults to 10 s. */
  readonly timeLimitMs?: number;
  /** Fewer files than this are read where this is called. Defaults to 24. */
  readonly minFiles?: number;
}

/**
 * Reads files in threads, which can be ended when a parser does not come to an end, and of which there are as many as
 * cores. A file that takes too long or ends its thread is left out with the reason, and the rest goes on in a new one.
 */
export function readInThreads({
  program,
  timeLimitMs = FILE_TIME_LIMIT_MS,
  minFiles = MIN_FILES,
}: ThreadOptions): ReadFiles {
  return async function* (requests, signal) {
    if (requests.length < minFiles) {
      yield* readInTurn(requests, signal);
      return;
    }
    const batches = batchesOf(requests);
    const laneCount = Math.min(MAX_THREADS, availableParallelism(), batches.length);
    const lanes = Array.from({ length: laneCount }, () => new ReaderLane(program, timeLimitMs, laneCount));
    const running: Promise<ReadFile[]>[] = [];
    try {
      for (let next = 0; next < batches.length || running.length > 0;) {
        for (; next < batches.length && running.length < lanes.length * BATCHES_AHEAD; next++) {
          const read = at(lanes, next % lanes.length).read(at(batches, next));
          // It is awaited in its turn; until then a failure is not unheard of, only not yet its turn.
          read.catch(() => undefined);
          running.push(read);
        }
        yield* (await running.shift()) ?? [];
        signal.throwIfAborted();
      }
    } finally {
      await Promise.all(lanes.map((lane) => lane.end()));
    }
  };
}

/** Beside the bundle that this is in, one folder above the code that bundles share, or in dist/ beside src/. */
export function findReaderThread(): URL | undefined {
  return ["./readerThread.js", "../readerThread.js", "../../dist/readerThread.js"]
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
}

/** One thread at a time, which works off its batches in turn. */
class ReaderLane {
  readonly #program: URL;
  readonly #timeLimitMs: number;
  readonly #laneCount: number;
  #thread: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(program: URL, timeLimitMs: number, laneCount: number) {
    this.#program = program;
    this.#timeLimitMs = timeLimitMs;
    this.#laneCount = laneCount;
  }

  read(batch: readonly ReadRequest[]): Promise<ReadFile[]> {
    const read = this.#last.then(() => this.#readBatch(batch));
    this.#last = read.catch(() => undefined);
    return read;
  }

  /** The share of one thread in what processors worked at this process; no thread's own is known. */
  #usedMs(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000 / this.#laneCount;
  }

  async end(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
  }

  /** A batch that fails is done again file by file, so that only the one that is to blame is lost. */
  async #readBatch(batch: readonly ReadRequest[]): Promise<ReadFile[]> {
    const result = await this.#attempt(batch);
    if (typeof result !== "string") return result;
    const [first] = batch;
    if (batch.length === 1 && first !== undefined) return [unreadFile(first.file, result)];
    const read: ReadFile[] = [];
    for (const request of batch) read.push(...(await this.#readBatch([request])));
    return read;
  }

  /** What was read, or why nothing was; the thread is then gone. */
  async #attempt(batch: readonly ReadRequest[]): Promise<ReadFile[] | string> {
    const thread = (this.#thread ??= new Worker(this.#program));
    const tooLong = `could not be read within ${this.#timeLimitMs / 1000} s`;
    const result = await new Promise<ReadFile[] | string>((resolve) => {
      const settle = (outcome: ReadFile[] | string): void => {
        stopWaiting();
        thread.off("message", settle).off("error", onError).off("exit", onExit);
        resolve(outcome);
      };
      const onError = (error: unknown): void => settle(`could not be read: ${messageOf(error)}`);
      const onExit = (): void => settle("ended the thread that read it");
      const stopWaiting = afterWork(
        this.#timeLimitMs,
        () => this.#usedMs(),
        () => settle(tooLong),
      );
      thread.on("message", settle).on("error", onError).on("exit", onExit);
      thread.postMessage(batch);
    });
    if (typeof result === "string") await this.end();
    return result;
  }
}

function batchesOf(requests: readonly ReadRequest[]): ReadRequest[][] {
  const batches: ReadRequest[][] = [];
  let bytes = Infinity;
  for (const request of requests) {
    const last = batches.at(-1);
    const { sizeBytes } = request.file;
    if (last === undefined || last.length >= BATCH_FILES || bytes + sizeBytes > BATCH_BYTES) {
      batches.push([request]);
      bytes = sizeBytes;
    } else {
      last.push(request);
      bytes += sizeBytes;
    }
  }
  return batches;
}
