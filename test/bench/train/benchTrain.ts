/** `npm run bench -- train`: how fast and how lean training is, against the machine's own peak and against PEFT. */
import { mkdir, rm } from "node:fs/promises";
import { at } from "../../../src/base/at.ts";
import { getModel } from "../../../src/app/models/manageModels.ts";
import { openGguf } from "../../../src/gguf/open.ts";
import { readConfig } from "../../../src/engine/models/readConfig.ts";
import { adapterTensors } from "../../../src/engine/train/openModel.ts";
import { usefulFlops } from "./usefulFlops.ts";
import { initializeLora, loraParameters } from "../../../src/engine/lora/loraParameters.ts";
import { writePeftAdapter } from "../../../src/engine/lora/peft.ts";
import { defaultThreads } from "../../../src/engine/runtime/device.ts";
import { writeFileAtomic } from "../../../src/storage/atomicWrite.ts";
import type { PeerResult } from "../peft/peer.ts";
import { runPeer } from "../peft/peer.ts";
import type { ContestantResult } from "./contestant.ts";
import { peakRss, prepareInProcess, runContestant } from "./contestant.ts";
import type { PeerFigures, TrainFigures } from "./report.ts";
import { machineName, median } from "./report.ts";
import type { Workload } from "./workload.ts";
import { newFolder } from "./workload.ts";

export interface TrainBenchOptions {
  readonly model: string;
  readonly steps: number;
  /** Times that each contestant runs; they take turns. */
  readonly rounds: number;
  readonly threads?: number;
  readonly againstPeft: boolean;
  readonly report: (line: string) => void;
}

export async function benchTrain(options: TrainBenchOptions): Promise<TrainFigures> {
  const { rounds, againstPeft, report } = options;
  const threads = options.threads ?? defaultThreads();
  const { path } = await getModel(options.model);
  const workload = await prepareInProcess({ prepare: { modelPath: path, steps: options.steps, threads } });
  const ours: ContestantResult[] = [];
  const float32: PeerResult[] = [];
  const bfloat16: PeerResult[] = [];
  for (let round = 0; round < rounds; round++) {
    report(`round ${round + 1} of ${rounds}: Espalier`);
    ours.push(await runOurs(workload));
    if (!againstPeft) continue;
    for (const [dtype, results] of [
      ["float32", float32],
      ["bfloat16", bfloat16],
    ] as const) {
      report(`round ${round + 1} of ${rounds}: PEFT ${dtype}`);
      results.push(await runPeft(workload, dtype, report));
    }
  }
  return figures(workload, threads, ours, float32, bfloat16);
}

async function runOurs(workload: Workload): Promise<ContestantResult> {
  const runDir = await newFolder();
  try {
    const stepTokens = workload.batches.map((batch) => batch.reduce((sum, { tokens }) => sum + tokens.length, 0));
    const targets = workload.batches.map((batch) => batch.reduce((sum, { isTarget }) => sum + count(isTarget), 0));
    return await runContestant({
      modelPath: workload.modelPath,
      config: workload.config,
      examples: workload.examples,
      runDir,
      givenAt: Date.now(),
      peak: { rows: Math.round(median(stepTokens)), headRows: Math.round(median(targets)) },
    });
  } finally {
    await rm(runDir, { recursive: true, force: true });
  }
}

/** PEFT begins with the very factors that Espalier begins with. */
async function runPeft(
  workload: Workload,
  dtype: "float32" | "bfloat16",
  report: (line: string) => void,
): Promise<PeerResult> {
  const { config, modelPath } = workload;
  const adapter = await newFolder();
  try {
    const file = await openGguf(modelPath);
    const model = readConfig(file);
    await file.close();
    const parameters = loraParameters(model, { ...config, firstBlock: 0 });
    initializeLora(parameters, config.seed);
    await mkdir(adapter, { recursive: true });
    await writePeftAdapter(
      adapter,
      { ...model, adapter: { ...config, tensors: adapterTensors(parameters) }, baseModelName: modelPath },
      writeFileAtomic,
    );
    return await runPeer(
      {
        model: modelPath,
        rank: config.rank,
        alpha: config.alpha,
        targets: config.targets,
        adapter,
        learningRates: workload.learningRates,
        weightDecay: config.weightDecay,
        clipNorm: config.clipNorm,
        batches: workload.batches,
        dtype,
        threads: config.threads ?? 1,
      },
      { report },
    );
  } finally {
    await rm(adapter, { recursive: true, force: true });
  }
}

async function figures(
  workload: Workload,
  threads: number,
  ours: readonly ContestantResult[],
  float32: readonly PeerResult[],
  bfloat16: readonly PeerResult[],
): Promise<TrainFigures> {
  const file = await openGguf(workload.modelPath);
  const model = readConfig(file);
  await file.close();
  const flops = workload.batches.map((batch) =>
    usefulFlops(model, workload.config, {
      lengths: batch.map(({ tokens }) => tokens.length),
      targetCount: batch.reduce((sum, { isTarget }) => sum + count(isTarget), 0),
    }),
  );
  const utilisations = ours.map(({ stepSeconds, gemmPeakGflops }) => {
    const useful = sum(flops.slice(1)) / sum(stepSeconds.slice(1));
    return useful / 1e9 / median(gemmPeakGflops);
  });
  const rates = ours.map(warmRate);
  const peer = (results: readonly PeerResult[]): PeerFigures => ({
    tokensPerSecond: median(results.map(warmRate)),
    peakRssBytes: Math.max(...results.map(({ peakRssBytes }) => peakRssBytes)),
    finalLoss: lastLoss(at(results, 0)),
  });
  const finalLoss = lastLoss(at(ours, 0));
  for (const [name, results, tolerance] of [
    ["float32", float32, FLOAT32_TOLERANCE],
    ["bfloat16", bfloat16, BFLOAT16_TOLERANCE],
  ] as const) {
    for (const theirs of results.map(lastLoss)) {
      if (Math.abs(theirs - finalLoss) <= tolerance * finalLoss) continue;
      throw new Error(`PEFT ${name} ends at a loss of ${theirs}, Espalier at ${finalLoss}: not the same work`);
    }
  }
  const ratio = (results: readonly PeerResult[]): number =>
    median(results.map((result, i) => at(rates, i) / warmRate(result)));
  return {
    tokensPerSecond: median(rates),
    gemmPeakGflops: median(ours.flatMap((result) => result.gemmPeakGflops)),
    utilisation: median(utilisations),
    peakRssBytes: Math.max(...ours.map((result) => result.peakRssBytes)) + peakRss(),
    estimateBytes: at(ours, 0).estimateBytes,
    secondsToFirstStep: median(ours.map((result) => result.secondsToFirstStep)),
    firstLoss: at(at(ours, 0).losses, 0),
    finalLoss,
    ...(float32.length > 0 ? { ratioToPeftFloat32: ratio(float32), peftFloat32: peer(float32) } : {}),
    ...(bfloat16.length > 0 ? { ratioToPeftBfloat16: ratio(bfloat16), peftBfloat16: peer(bfloat16) } : {}),
    machine: machineName(threads),
  };
}

/** How far final losses may be apart, relative. bfloat16 has three significant digits. */
const FLOAT32_TOLERANCE = 1e-3;
const BFLOAT16_TOLERANCE = 2e-2;

interface Timed {
  readonly stepSeconds: readonly number[];
  readonly stepTokens: readonly number[];
  readonly losses: readonly number[];
}
/** Tokens a second after the first step, in which programs are compiled and memory is touched for the first time. */
const warmRate = ({ stepSeconds, stepTokens }: Timed): number => sum(stepTokens.slice(1)) / sum(stepSeconds.slice(1));
const lastLoss = ({ losses }: Timed): number => at(losses, losses.length - 1);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const count = (flags: Uint8Array): number => flags.reduce((total, flag) => total + flag, 0);
