/**
 * The process in which Espalier trains for the benchmark: the product's trainer with its clock showing. The machine's
 * peak is measured in the same process, before and after the run.
 */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TRAINER_PROCESS } from "../../../src/app/runs/trainer.ts";
import { openGguf } from "../../../src/gguf/open.ts";
import { readConfig } from "../../../src/engine/models/readConfig.ts";
import { train } from "../../../src/engine/train/train.ts";
import { prepareWorkload, repositoryRoot } from "./workload.ts";
import type { Workload } from "./workload.ts";
import { gemmPeakGflops } from "./gemmPeak.ts";

export interface ContestantJob extends Pick<Workload, "modelPath" | "config" | "examples"> {
  readonly runDir: string;
  /** `Date.now()` when the job was given. */
  readonly givenAt: number;
  /** Rows of the products whose peak is measured, of the linear layers and of the head. None is measured when absent. */
  readonly peak?: { readonly rows: number; readonly headRows: number };
}

export interface ContestantResult {
  readonly losses: number[];
  readonly stepSeconds: number[];
  readonly stepTokens: number[];
  /** From the job's giving to the end of the first step: starting the process, loading, compiling, one step. The peak's time is not in it. */
  readonly secondsToFirstStep: number;
  readonly estimateBytes: number;
  /** Of this process, over its life. */
  readonly peakRssBytes: number;
  /** Before and after training. */
  readonly gemmPeakGflops: number[];
}

export interface PreparationJob {
  readonly prepare: { readonly modelPath: string; readonly steps: number; readonly threads: number };
}

/** Makes the workload in a process of its own: the one that waits for a run stays as small as the command line. */
export const prepareInProcess = (job: PreparationJob): Promise<Workload> => inProcess<Workload>(job);

/** Runs a job in a process of its own. */
export const runContestant = (job: ContestantJob): Promise<ContestantResult> => inProcess<ContestantResult>(job);

function inProcess<Result>(job: object): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(join(repositoryRoot(), "dist", "benchTrain.js"), [], {
      execArgv: [...TRAINER_PROCESS.execArgv],
      env: { ...process.env, ...TRAINER_PROCESS.env },
      serialization: "advanced",
    });
    child.once("message", (result) => resolve(result as Result));
    child.once("exit", (code, signal) => reject(new Error(`the contestant ended with ${signal ?? code}`)));
    child.send(job);
  });
}

/** The body of that process. */
export async function serveContestant(): Promise<void> {
  const job = await new Promise<ContestantJob | PreparationJob>((resolve) => {
    process.once("message", (message) => resolve(message as ContestantJob | PreparationJob));
  });
  const result =
    "prepare" in job
      ? await prepareWorkload(job.prepare.modelPath, job.prepare.steps, job.prepare.threads)
      : await contest(job);
  process.send?.(result, () => process.exit(0));
}

async function contest(job: ContestantJob): Promise<ContestantResult> {
  const startMs = Date.now() - job.givenAt;
  const peaks = await measurePeak(job);
  const measuredAt = Date.now();
  const losses: number[] = [];
  const stepSeconds: number[] = [];
  const stepTokens: number[] = [];
  let secondsToFirstStep = 0;
  let estimateBytes = 0;
  for await (const event of train(
    { ...job, train: job.examples, validation: [], resume: false },
    new AbortController().signal,
  )) {
    if (event.kind === "started") estimateBytes = event.estimateBytes;
    if (event.kind !== "step") continue;
    secondsToFirstStep ||= (Date.now() - measuredAt + startMs) / 1000;
    losses.push(event.loss);
    stepSeconds.push(event.tokens / event.tokensPerSecond);
    stepTokens.push(event.tokens);
  }
  const peakRssBytes = peakRss();
  peaks.push(...(await measurePeak(job)));
  return { losses, stepSeconds, stepTokens, secondsToFirstStep, estimateBytes, peakRssBytes, gemmPeakGflops: peaks };
}

async function measurePeak({ modelPath, config, peak }: ContestantJob): Promise<number[]> {
  if (!peak) return [];
  const file = await openGguf(modelPath);
  const model = readConfig(file);
  await file.close();
  return [await gemmPeakGflops(model, peak.rows, peak.headRows, { provider: "cpu", threads: config.threads ?? 1 })];
}

/** The largest resident size this process had, in bytes. */
export function peakRss(): number {
  if (process.platform === "linux") {
    const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
    if (match) return Number(match[1]) * 1024;
  }
  // Node gives kilobytes everywhere.
  return process.resourceUsage().maxRSS * 1024;
}
