import { relative } from "node:path";
import type { Command } from "commander";
import { datasetPath } from "../../app/datasets/datasetPath.ts";
import { requireDataset } from "../../app/datasets/datasetSession.ts";
import { loadTrainingExamples } from "../../app/datasets/trainingData.ts";
import { defaultDatasetPath, defaultModel } from "../../app/defaults.ts";
import { requireWritableRuns } from "../../app/runs/requireWritableRuns.ts";
import {
  estimateRun,
  resumeRun,
  type RunOptions,
  type RunOutcome,
  type RunRequest,
  showFirstBatch,
  startRun,
} from "../../app/runs/startRun.ts";
import { UserError } from "../../base/errors.ts";
import { CONFIG_FIELDS } from "../../core/trainingConfig.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { addConfigFlags, type ConfigFlags, resolveFlags } from "../configFlags.ts";
import { EXIT } from "../exitCode.ts";
import { getModelShown } from "../modelProgress.ts";
import { describeBatch, describeEstimate, describeOutcome } from "../trainReport.ts";
import { showTraining } from "../trainingView.ts";

interface TrainFlags extends CommonFlags, ConfigFlags {
  readonly model?: string;
  readonly dataset?: string;
  readonly showBatch?: boolean;
  readonly estimate?: boolean;
  readonly resume?: string | true;
}

export function trainCommand(): Command {
  const command = createCommand({
    usage: "train",
    summary: "tune a model on a dataset",
    examples: [
      ["train --preset quick", "tune the default model on the dataset of `espalier dataset build`"],
      ["train --model qwen2.5-0.5b-instruct --rank 32 --epochs 3", "another model, a larger adapter"],
      ["train --show-batch", "print what the model reads and what it must learn to write"],
      ["train --estimate", "print steps and memory, and train nothing"],
      ["train --resume", "go on with the newest run where it stopped"],
    ],
  })
    .option("--dataset <name>", "a dataset of this folder, or a file of JSON lines (default: dataset)")
    .option("--model <name>", `a name of \`espalier models list\`, or a GGUF file (default: ${defaultModel})`)
    .option("--show-batch", "print the first batch token by token, and train nothing")
    .option("--estimate", "print what the run will need, and train nothing")
    .option("--resume [run]", "go on with this run (default: the newest)");
  return addConfigFlags(command).action((flags: TrainFlags) =>
    runCommand(
      flags,
      (context) => train(flags, context),
      "Pausing: the step in hand is dropped and a checkpoint written (Ctrl-C again to stop at once)",
    ),
  );
}

async function train(flags: TrainFlags, context: Context): Promise<number | void> {
  if (flags.resume !== undefined) {
    requireNoChanges(flags);
    const id = flags.resume === true ? "latest" : flags.resume;
    return showRunning(context, (options) => resumeRun(context.folder, id, options));
  }
  const { terminal, signal } = context;
  // What only looks writes nothing.
  if (!flags.showBatch && !flags.estimate) await requireWritableRuns(context.folder);
  const request = await requestOf(flags, context);
  if (flags.showBatch) {
    const batch = await showFirstBatch(request, { signal });
    terminal.emit(batch);
    return terminal.print(describeBatch(batch, terminal.colors));
  }
  if (flags.estimate) {
    const estimate = await estimateRun(request, { signal });
    terminal.emit({ ...estimate, preset: request.preset, config: request.config });
    return terminal.print(describeEstimate(estimate));
  }
  return showRunning(context, (options) => startRun(request, options));
}

async function requestOf(flags: TrainFlags, { folder, terminal, signal }: Context): Promise<RunRequest> {
  const { preset, config } = resolveFlags(flags);
  const path = flags.dataset === undefined ? defaultDatasetPath(folder) : datasetPath(folder, flags.dataset);
  await requireDataset(path);
  // Read before a model is fetched: what is wrong with it is then told at once.
  await loadTrainingExamples(path, config.seed, signal);
  const modelName = flags.model ?? defaultModel;
  const model = await getModelShown(modelName, terminal, signal);
  return { folder, datasetPath: path, model, modelName, preset, config };
}

async function showRunning(
  { terminal, signal, folder }: Context,
  work: (options: RunOptions) => Promise<RunOutcome>,
): Promise<number> {
  const display = showTraining(terminal);
  let outcome: RunOutcome;
  try {
    outcome = await work({
      signal,
      onStart({ record, paths }) {
        terminal.emit({ kind: "run", id: record.id, folder: paths.folder });
        terminal.note(`Run ${terminal.colors.bold(record.id)} in ${relative(folder, paths.folder)}`);
      },
      onEvent: (event) => display.show(event),
    });
  } finally {
    display.stop();
  }
  terminal.print(describeOutcome(outcome, folder));
  return outcome.finished.reason === "paused" ? EXIT.interrupted : EXIT.ok;
}

/** A run goes on as it began: its configuration is part of what makes it the same run. */
function requireNoChanges(flags: TrainFlags): void {
  const fields = [...CONFIG_FIELDS, "model", "dataset", "preset", "config", "showBatch", "estimate"] as const;
  const given = fields.filter((field) => flags[field] !== undefined);
  if (given.length === 0) return;
  throw new UserError(
    "run/resume-flags",
    `a resumed run keeps its configuration, but ${given.join(", ")} ${given.length === 1 ? "was" : "were"} given`,
    "Leave those flags out, or start a new run.",
  );
}
