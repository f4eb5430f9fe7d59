import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Evaluation } from "../protocol/training.ts";
import { diskError } from "../storage/atomicWrite.ts";
import type { StartInference } from "./answers.ts";
import type { LossComparison } from "./lossComparison.ts";
import { checkParity } from "./parity.ts";
import { startTrainer, type StartTrainer, type Trainer } from "./trainer.ts";
import { bySplit, loadSplitExamples } from "./trainingData.ts";
import { openTunedModel, type TunedModel } from "./tunedModel.ts";

export type ExportFormat = "gguf" | "peft";

export interface ExportRequest {
  readonly folder: string;
  readonly runId: string;
  readonly format: ExportFormat;
  /** A file for GGUF, a folder for PEFT. */
  readonly target: string;
  /** Replace what is there. Defaults to false. */
  readonly overwrite?: boolean;
  /** What PEFT is told the adapter belongs to. Defaults to the run's name of the model. */
  readonly baseModelName?: string | undefined;
}

export interface ExportOptions {
  readonly signal: AbortSignal;
  /** What is being done, for people. */
  readonly onStage?: (stage: "writing" | "measuring" | "serving") => void;
  readonly startTrainer?: StartTrainer;
  readonly startInference?: StartInference;
}

export interface ExportedAdapter {
  readonly runId: string;
  readonly files: readonly string[];
  /** What training measured and what llama.cpp serves, on the same tokens. */
  readonly parity: LossComparison;
}

/** Examples are chosen until they hold about so many tokens to compare; see parity.ts for the cost of each. */
const PARITY_EXAMPLES = 64;

/**
 * Writes a run's adapter for other programs, and proves it: llama.cpp serves what was written, and must find the loss
 * that the trainer finds. Throws UserError `adapter/parity`, `export/...`, `run/...`.
 */
export async function exportAdapter(request: ExportRequest, options: ExportOptions): Promise<ExportedAdapter> {
  const { signal, onStage } = options;
  const tuned = await openTunedModel(request.folder, request.runId, signal);
  const adapterPath = requireAdapter(tuned);
  refuseOverwriting(request);
  await using trainer = (options.startTrainer ?? startTrainer)();
  onStage?.("writing");
  const files = await write(request, tuned, adapterPath, trainer);
  onStage?.("measuring");
  const measured = await measure(tuned, adapterPath, trainer, signal);
  onStage?.("serving");
  const served = await mkdtemp(join(tmpdir(), "espalier-export-"));
  try {
    const parity = await checkParity(
      {
        modelPath: tuned.modelPath,
        // What PEFT will read is read back, so that the conversion is part of what is proved.
        adapterPath: await servable(request, tuned, trainer, served),
        examples: measured.examples.map(({ example }) => example),
        trainerNll: measured.examples.map(({ nll }) => nll),
      },
      { signal, ...(options.startInference && { startInference: options.startInference }) },
    );
    return { runId: tuned.run.record.id, files, parity };
  } finally {
    await rm(served, { recursive: true, force: true });
  }
}

async function write(
  { format, target, baseModelName }: ExportRequest,
  { run, modelPath }: TunedModel,
  adapterPath: string,
  trainer: Trainer,
): Promise<string[]> {
  if (format === "gguf") {
    await copyWhole(adapterPath, target);
    return [target];
  }
  return await trainer.functions["adapter/exportPeft"]({
    modelPath,
    adapterPath,
    folder: target,
    baseModelName: baseModelName ?? run.record.model.name,
  });
}

async function servable(
  { format, target }: ExportRequest,
  { modelPath }: TunedModel,
  trainer: Trainer,
  folder: string,
) {
  if (format === "gguf") return target;
  const adapterPath = join(folder, "adapter.gguf");
  await trainer.functions["adapter/importPeft"]({ modelPath, folder: target, adapterPath });
  return adapterPath;
}

async function measure(
  { run, modelPath }: TunedModel,
  adapterPath: string,
  trainer: Trainer,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { record, paths } = run;
  const { validation, test, train } = bySplit(await loadSplitExamples(paths.dataset, record.config.seed, signal));
  const examples = [...validation, ...test, ...train].slice(0, PARITY_EXAMPLES);
  return await trainer.functions["examples/evaluate"](
    { modelPath, adapterPath, examples, config: record.config, startedAt: record.createdAt },
    signal,
    () => undefined,
  );
}

function requireAdapter({ adapterPath, run }: TunedModel): string {
  if (adapterPath !== undefined) return adapterPath;
  throw new UserError(
    "export/full-model",
    `run ${run.record.id} trained the whole model: there is no adapter to export`,
    `Its result is a model file already: ${run.paths.fullModel}`,
  );
}

function refuseOverwriting({ format, target, overwrite }: ExportRequest): void {
  const taken = format === "peft" ? join(target, "adapter_config.json") : target;
  if (overwrite || !existsSync(taken)) return;
  throw new UserError("export/exists", `${taken} is there already`, "Choose another --out, or pass --force.");
}

async function copyWhole(from: string, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}.tmp`;
  try {
    await copyFile(from, temporary);
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { force: true });
    throw existsSync(dirname(to))
      ? diskError(error, to)
      : new UserError("export/no-folder", `there is no folder ${dirname(to)}`, "Make it, or choose another --out.");
  }
}
