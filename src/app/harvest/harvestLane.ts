import { afterWork } from "../../base/afterWork.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import type { FoundFile } from "../../core/foundFile.ts";
import type { CorpusFunctions, SkippedFile } from "../../protocol/corpus.ts";
import type { Remote } from "../../protocol/rpc.ts";
import { processorTime } from "./processorTime.ts";
import type { WorkerProcess } from "../workers/workerProcess.ts";

/** The largest file that is read takes a second or two; what takes ten is a parser that does not come to an end. */
const FILE_TIME_LIMIT_MS = 10_000;
/** So many processes that ended and none that ever answered: it is not the files. */
const MAX_DEATHS = 8;

export type Harvester = WorkerProcess<CorpusFunctions>;

/** What a process is asked to do with a batch of files: one result each, in their order. */
export type HarvestCall<T> = (functions: Remote<CorpusFunctions>, files: readonly FoundFile[]) => Promise<readonly T[]>;

/** One process at a time, and what to do when it does not answer. */
export class HarvestLane<T> {
  readonly #start: () => Harvester;
  readonly #call: HarvestCall<T>;
  readonly #timeLimitMs: number;
  #process: Harvester | undefined;
  #ending: Promise<void> | undefined;
  #hasEnded = false;
  #deaths = 0;
  #hasEverAnswered = false;

  /** @param timeLimitMs of processor time, for one file. Defaults to `FILE_TIME_LIMIT_MS`. */
  constructor(start: () => Harvester, call: HarvestCall<T>, timeLimitMs: number = FILE_TIME_LIMIT_MS) {
    this.#start = start;
    this.#call = call;
    this.#timeLimitMs = timeLimitMs;
  }

  /** A batch that fails is done again file by file, so that only the one that is to blame is lost. */
  async harvest(files: readonly FoundFile[], signal: AbortSignal | undefined): Promise<readonly (T | SkippedFile)[]> {
    signal?.throwIfAborted();
    const result = await this.#attempt(files);
    signal?.throwIfAborted();
    if (!("failure" in result)) return result.harvests;
    const [first] = files;
    if (files.length === 1 && first !== undefined) {
      return [{ outcome: "skipped", path: first.path, reason: result.failure }];
    }
    const harvests: (T | SkippedFile)[] = [];
    for (const file of files) harvests.push(...(await this.harvest([file], signal)));
    return harvests;
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#endProcess();
  }

  async #attempt(files: readonly FoundFile[]): Promise<{ harvests: readonly T[] } | { failure: string }> {
    if (this.#hasEnded) throw new Error("files were to be read after the end");
    const harvester = (this.#process ??= this.#start());
    let stopWaiting = (): void => undefined;
    const tooLong = new Promise<{ failure: string }>((resolve) => {
      const failure = `could not be read within ${this.#timeLimitMs / 1000} s`;
      const used = () => processorTime(harvester.pid);
      stopWaiting = afterWork(this.#timeLimitMs, used, () => resolve({ failure }));
    });
    try {
      const harvested = this.#call(harvester.functions, files).then((harvests) => ({ harvests }));
      const result = await Promise.race([harvested, tooLong]);
      if ("failure" in result) await this.#endProcess();
      else this.#hasEverAnswered = true;
      return result;
    } catch (error) {
      await this.#endProcess();
      // Whoever ended it on purpose looks at the signal next.
      if (!this.#hasEnded && !this.#hasEverAnswered && ++this.#deaths > MAX_DEATHS) throw error;
      return { failure: reasonOf(error) };
    } finally {
      stopWaiting();
    }
  }

  async #endProcess(): Promise<void> {
    const harvester = this.#process;
    this.#process = undefined;
    // Whoever asks a second time waits as long as the first.
    if (harvester !== undefined) this.#ending = harvester[Symbol.asyncDispose]();
    await this.#ending;
  }
}

function reasonOf(error: unknown): string {
  const message = messageOf(error);
  if (/heap out of memory|Allocation failed/.test(message))
    return "needs more memory to read than there is for one file";
  if (error instanceof UserError && error.code === "worker/died") return "ended the process that read it";
  return `could not be read: ${message}`;
}
