import { relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { exportAdapter, type ValidationCheck } from "../../app/adapters/exportAdapter.ts";
import type { ExportFormat } from "../../app/adapters/exportTarget.ts";
import { showRun } from "../../app/runs/runList.ts";
import { UserError } from "../../base/errors.ts";
import { chosenRun, runParameter, USUAL_RUN } from "../chosenRun.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { type Progress, startProgress } from "../progress.ts";

interface ExportFlags extends CommonFlags {
  readonly format: ExportFormat;
  readonly out?: string;
  readonly force?: boolean;
  readonly baseModel?: string;
}

export function exportCommand(): Command {
  return createCommand({
    usage: "export [run]",
    parameters: [runParameter(USUAL_RUN)],
    summary: "write a run's adapter for other programs, and check what they will serve",
    examples: [
      ["export", `the adapter of ${USUAL_RUN}, as a GGUF file for llama.cpp in this folder`],
      ["export --format peft --out my-adapter", "as a folder for PEFT and Transformers"],
    ],
  })
    .addOption(
      new Option("--format <name>", "gguf for llama.cpp and llama-server, peft for PEFT")
        .choices(["gguf", "peft"])
        .default("gguf"),
    )
    .option("--out <path>", "file or folder to write (default: named after the run, in this folder)")
    .option("--force", "replace what is there")
    .option("--base-model <name>", "what PEFT is told the base model is, such as a Hub name")
    .action((run: string | undefined, flags: ExportFlags) =>
      runCommand(flags, async (context) => exportShown(await chosenRun(run, context), flags, context)),
    );
}

const STAGES = {
  writing: "Writing",
  measuring: "Measuring the adapter's loss as training has it",
  serving: "Measuring the loss that llama.cpp serves",
} as const;

async function exportShown(id: string, flags: ExportFlags, { terminal, folder, signal }: Context): Promise<void> {
  if (flags.baseModel !== undefined && flags.format !== "peft") {
    throw new UserError("cli/flags", "--base-model is for PEFT; GGUF names no base model", "Add --format peft.");
  }
  const { record } = await showRun(folder, id);
  const target = resolve(flags.out ?? (flags.format === "gguf" ? `${record.id}.gguf` : record.id));
  let progress: Progress | undefined;
  const onStage = (stage: keyof typeof STAGES) => {
    progress?.stop();
    progress = undefined;
    terminal.note(`${STAGES[stage]}…`);
    if (stage !== "writing") progress = startProgress(terminal, STAGES[stage]);
  };
  const result = await exportAdapter(
    {
      folder,
      runId: record.id,
      format: flags.format,
      target,
      overwrite: flags.force === true,
      baseModelName: flags.baseModel,
    },
    { signal, onStage, onProgress: (fraction) => progress?.update(fraction, 1) },
  ).finally(() => progress?.stop());
  const { parity, files, validation } = result;
  terminal.emit(result);
  terminal.print(
    [
      ...files.map((file) => relative(folder, file)),
      `Checked: llama.cpp serves it with a loss of ${parity.servedLoss.toFixed(4)}, training had ` +
        `${parity.trainerLoss.toFixed(4)} (${parity.tokenCount} tokens).`,
      ...(validation ? [describeValidation(validation)] : []),
      ...(flags.format === "gguf"
        ? [`Next: llama-server -m ${record.model.path} --lora ${relative(folder, target)}`]
        : []),
    ].join("\n"),
  );
}

function describeValidation({ loss, recordedLoss, exampleCount, totalCount }: ValidationCheck): string {
  return recordedLoss === undefined
    ? `On ${exampleCount} of ${totalCount} validation examples, a sample, its loss is ${loss.toFixed(4)}.`
    : `On all validation examples its loss is ${loss.toFixed(4)}, the run recorded ${recordedLoss.toFixed(4)}.`;
}
