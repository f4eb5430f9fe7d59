import { copyFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Example } from "../../core/example.ts";
import type { Evaluation } from "../../protocol/training.ts";
import { writingTo } from "../../storage/atomicWrite.ts";
import { behindLinks } from "../../storage/behindLinks.ts";
import { replaceTogether } from "../../storage/replaceTogether.ts";
import type { StartInference } from "../answers/answers.ts";
import { type ExportPlace, PEFT_MARKER, requirePlace, takenBy } from "./exportTarget.ts";
import { DEFAULT_TOLERANCE, type LossComparison } from "./lossComparison.ts";
import { checkParity } from "./parity.ts";
import { removeLeftovers, temporaryBeside } from "./removeLeftovers.ts";
import { startTrainer, type StartTrainer, type Trainer } from "../runs/trainer.ts";
import { bySplit, loadSplitExamples } from "../datasets/trainingData.ts";
import { openTunedModel, type TunedModel } from "../runs/tunedModel.ts";

export interface ExportRequest extends ExportPlace {
  readonly folder: string;
  readonly runId: string;
  /** Replace what is there. Defaults to false. */
  readonly overwrite?: boolean;
  /** What PEFT is told the adapter belongs to. Defaults to the run's name of the model. */
  readonly baseModelName?: string | undefined;
}

export interface ExportOptions {
  readonly signal: AbortSignal;
  /** What is being done, for people. */
  readonly onStage?: (stage: "writing" | "measuring" | "serving") => void;
  /** Share of the stage that is done. */
  readonly onProgress?: (fraction: number) => void;
  readonly startTrainer?: StartTrainer;
  readonly startInference?: StartInference;
}

export interface ExportedAdapter {
  readonly runId: string;
  readonly files: readonly string[];
  /** What training measured and what llama.cpp serves, on the same tokens. */
  readonly parity: LossComparison;
  /** What the adapter's loss on the validation split says of the run's record. Absent without validation examples. */
  readonly validation?: ValidationCheck;
}

export interface ValidationCheck {
  readonly loss: number;
  /** Of the run's best step. Absent where only a sample of the split was measured, which has a loss of its own. */
  readonly recordedLoss?: number;
  readonly exampleCount: number;
  readonly totalCount: number;
}

/** Examples are chosen until they hold about so many tokens to compare; see parity.ts for the cost of each. */
const PARITY_EXAMPLES = 64;

/**
 * Writes a run's adapter for other programs, and proves it: the trainer must find the loss that the run recorded, and
 * llama.cpp, which serves what was written, the loss that the trainer finds. Only then does it take its name; until
 * then what was there stays. Throws UserError `adapter/parity`, `adapter/not-as-trained`, `export/...`, `run/...`.
 */
export async function exportAdapter(asked: ExportRequest, options: ExportOptions): Promise<ExportedAdapter> {
  const { signal, onStage } = options;
  const tuned = await openTunedModel(asked.folder, asked.runId, signal);
  const adapterPath = requireAdapter(tuned);
  refuseMoving(tuned);
  await requirePlace(asked);
  refuseOverwriting(asked);
  const request = { ...asked, target: await writingTo(asked.target, () => behindLinks(asked.target)) };
  await removeLeftovers(request.target);
  const temporary = temporaryBeside(request.target);
  const served = temporaryBeside(request.target, "served");
  try {
    await using trainer = (options.startTrainer ?? startTrainer)();
    onStage?.("writing");
    const files = await write(request, tuned, adapterPath, trainer, temporary);
    onStage?.("measuring");
    const measured = await measure(tuned, adapterPath, trainer, options);
    onStage?.("serving");
    const parity = await checkParity(
      {
        modelPath: tuned.modelPath,
        // What PEFT will read is read back, so that the conversion is part of what is proved.
        adapterPath: await servable(request, tuned, trainer, { temporary, served }),
        examples: measured.evaluation.examples.map(({ example }) => example),
        trainerNll: measured.evaluation.examples.map(({ nll }) => nll),
      },
      {
        signal,
        onProgress: (done, total) => options.onProgress?.(done / total),
        ...(options.startInference && { startInference: options.startInference }),
      },
    );
    await takeName(request, temporary, files);
    return {
      runId: tuned.run.record.id,
      files: request.format === "gguf" ? [request.target] : files.map((file) => join(request.target, basename(file))),
      parity,
      ...(measured.validation && { validation: measured.validation }),
    };
  } finally {
    // What could not be written for its name cannot be deleted either.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    await rm(served, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Returns the files written: `temporary` itself, or what lies in it. */
async function write(
  { format, target, baseModelName }: ExportRequest,
  { run, modelPath }: TunedModel,
  adapterPath: string,
  trainer: Trainer,
  temporary: string,
): Promise<string[]> {
  if (format === "gguf") {
    await writingTo(target, () => copyFile(adapterPath, temporary));
    return [temporary];
  }
  const baseName = baseModelName ?? run.record.model.name;
  const peft = { modelPath, adapterPath, folder: temporary, baseModelName: baseName };
  return await trainer.functions["adapter/exportPeft"](peft);
}

/** A folder may hold other files already: those stay. */
async function takeName({ format, target }: ExportRequest, temporary: string, files: readonly string[]): Promise<void> {
  if (format === "peft") {
    return replaceTogether(temporary, target, { names: files.map((file) => basename(file)), marker: PEFT_MARKER });
  }
  await writingTo(target, () => rename(temporary, target));
}

async function servable(
  { format }: ExportRequest,
  { modelPath }: TunedModel,
  trainer: Trainer,
  { temporary, served: adapterPath }: { readonly temporary: string; readonly served: string },
): Promise<string> {
  if (format === "gguf") return temporary;
  await trainer.functions["adapter/importPeft"]({ modelPath, folder: temporary, adapterPath });
  return adapterPath;
}

async function measure(
  { run, modelPath }: TunedModel,
  adapterPath: string,
  trainer: Trainer,
  { signal, onProgress }: ExportOptions,
): Promise<{ evaluation: Evaluation; validation: ValidationCheck | undefined }> {
  const { record, paths, state } = run;
  const { validation, test, train } = bySplit(await loadSplitExamples(paths.dataset, record.config.seed, signal));
  const examples = [...validation, ...test, ...train].slice(0, PARITY_EXAMPLES);
  const evaluation = await trainer.functions["examples/evaluate"](
    { modelPath, adapterPath, examples, config: record.config, startedAt: record.createdAt },
    signal,
    (fraction) => onProgress?.(fraction),
  );
  return { evaluation, validation: checkValidation(evaluation, validation, state.bestValidationLoss) };
}

/** Throws UserError `adapter/not-as-trained` when the whole split's loss is not the recorded one. */
export function checkValidation(
  evaluation: Pick<Evaluation, "examples">,
  validation: readonly Example[],
  recordedLoss: number | undefined,
): ValidationCheck | undefined {
  const ids = new Set(validation.map(({ id }) => id));
  const measured = evaluation.examples.filter(({ example }) => ids.has(example.id));
  if (measured.length === 0) return undefined;
  const losses = measured.flatMap(({ nll }) => [...nll]);
  const loss = losses.reduce((sum, each) => sum + each, 0) / losses.length;
  const counts = { exampleCount: measured.length, totalCount: validation.length };
  if (recordedLoss === undefined || validation.length > PARITY_EXAMPLES) return { loss, ...counts };
  // Written so that a NaN is not as trained.
  if (!(Math.abs(loss - recordedLoss) <= DEFAULT_TOLERANCE * recordedLoss)) {
    throw new UserError(
      "adapter/not-as-trained",
      `the adapter has a loss of ${loss.toFixed(4)} on the validation examples, the run recorded ${recordedLoss.toFixed(4)}`,
      "Do not use this adapter: it is not the one that was validated. Resume the run, or train again.",
    );
  }
  return { loss, recordedLoss, ...counts };
}

function requireAdapter({ adapterPath, run }: TunedModel): string {
  if (adapterPath !== undefined) return adapterPath;
  throw new UserError(
    "export/full-model",
    `run ${run.record.id} trained the whole model: there is no adapter to export`,
    `Its result is a model file already: ${run.paths.fullModel}`,
  );
}

/** While a run is trained its adapter may be replaced between two of the checks, which would then blame the adapter. */
function refuseMoving({ run: { record, state } }: TunedModel): void {
  if (state.status !== "running") return;
  throw new UserError(
    "export/running",
    `run ${record.id} is being trained: its adapter may yet change`,
    `Wait for its end, or pause it: espalier runs pause ${record.id}`,
  );
}

function refuseOverwriting(request: ExportRequest): void {
  const taken = takenBy(request);
  if (request.overwrite || taken === undefined) return;
  throw new UserError("export/exists", `${taken} is there already`, "Choose another --out, or pass --force.");
}
