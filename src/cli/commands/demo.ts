import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { type DemoResult, type DemoStage, type DemoWatcher, ownSourceFolder, runDemo } from "../../app/demo/runDemo.ts";
import { counted } from "../../base/counted.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { describeEvaluation } from "../evaluationReport.ts";
import { formatCount, sideBySide, wrap } from "../format.ts";
import { showModelProgress } from "../modelProgress.ts";
import { type Progress, startProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { showTraining, type TrainingDisplay } from "../trainingView.ts";

interface DemoFlags extends CommonFlags {
  readonly quick?: boolean;
  readonly model?: string;
}

export function demoCommand(): Command {
  return createCommand({
    usage: "demo [folder]",
    parameters: ["whose files to learn from (default: Espalier's own, or else this folder)"],
    summary: "tune the default model on a folder's docs and code, and show what became better",
    examples: [
      ["demo", "on Espalier's own sources, or this folder where they are not installed; about five minutes"],
      ["demo --quick", "a first look, under three minutes"],
      ["demo ~/projects/mine", "on your own files"],
    ],
  })
    .option("--quick", "fewer steps: a first look")
    .option("--model <name>", "another model than the default")
    .action((folder: string | undefined, flags: DemoFlags) =>
      runCommand(flags, (context) => demo(folder, flags, context)),
    );
}

async function demo(given: string | undefined, flags: DemoFlags, context: Context): Promise<void> {
  const { terminal, signal } = context;
  const folder = given === undefined ? (ownSourceFolder() ?? context.folder) : resolve(given);
  const { watcher, stop } = watchDemo(terminal, folder);
  const request = { folder, quick: flags.quick === true, model: flags.model };
  const result = await runDemo(request, watcher, signal).finally(stop);
  terminal.emit({ kind: "demo", ...result });
  for (const question of result.questions) terminal.print(`\n${describeQuestion(question, terminal)}`);
  terminal.print(`\n${describeEnd(result, folder, context.folder)}`);
}

const STAGES: Readonly<Record<DemoStage, string>> = {
  model: "The model",
  dataset: "Examples from your files",
  base: "The base model on files that are held out",
  training: "Training",
  tuned: "The tuned model on the files that were held out",
  questions: "Questions about those files, answered by both",
};

/** Shows each stage with its own bar; `stop` leaves the terminal as it was. */
function watchDemo(terminal: Terminal, folder: string): { watcher: DemoWatcher; stop: () => void } {
  const model = showModelProgress(terminal);
  let bar: Progress | undefined;
  let training: TrainingDisplay | undefined;
  const stop = () => {
    model.stop();
    bar?.stop();
    training?.stop();
    [bar, training] = [undefined, undefined];
  };
  const watcher: DemoWatcher = {
    onStage(stage) {
      stop();
      terminal.emit({ kind: "stage", stage });
      terminal.print(terminal.colors.bold(`\n${STAGES[stage]}`));
      if (stage === "dataset") bar = startProgress(terminal, "Reading files", formatCount);
      if (stage === "training") training = showTraining(terminal);
      if (stage === "base" || stage === "tuned") bar = startProgress(terminal, "Evaluating");
    },
    onModel: model.show,
    onFile: ({ done, total, path }) => bar?.update(done, total, path),
    onDataset({ description }, path) {
      bar?.stop();
      const { train, validation, test } = description.bySplit;
      terminal.print(
        `${counted(description.exampleCount, "example")} from ${counted(description.fileCount, "file")} in ` +
          `${relative(folder, path)}: ${formatCount(train)} to train, ${formatCount(validation)} to validate, ` +
          `${formatCount(test)} held out, each file whole in one of them.`,
      );
    },
    onStart: ({ paths }) => terminal.print(`The run's folder: ${relative(folder, paths.folder)}`),
    onEvent: (event) => training?.show(event),
    onTrained({ finished }) {
      stop();
      const early = finished.reason === "paused" ? " (stopped here to keep within the time promised)" : "";
      const steps = finished.step === 1 ? "1 step" : `${finished.step} steps`;
      terminal.print(`Trained ${steps}${early}; the adapter is that of step ${finished.bestStep}.`);
    },
    onEvaluating: (share) => bar?.update(share, 1),
    onEvaluated(evaluation) {
      stop();
      terminal.print(describeEvaluation(evaluation, "held out"));
    },
  };
  return { watcher, stop };
}

function describeQuestion({ question, reference, base, tuned }: DemoResult["questions"][number], terminal: Terminal) {
  const { bold, dim } = terminal.colors;
  return [
    ...wrap(question, terminal.width).map((line) => bold(line)),
    dim(sideBySide("base", "tuned", terminal.width)),
    sideBySide(base, tuned, terminal.width),
    ...wrap(`The file says: ${reference}`, terminal.width).map((line) => dim(line)),
  ].join("\n");
}

function describeEnd({ outcome }: DemoResult, folder: string, here: string): string {
  const { record, paths } = outcome.run;
  const elsewhere = folder === here ? "" : ` -C ${relative(here, folder) || "."}`;
  return [
    `The adapter: ${relative(here, paths.adapter)}`,
    "Type next:",
    `  espalier ask "…"${elsewhere}`,
    `  espalier runs show ${record.id}${elsewhere}`,
    "  espalier dataset build && espalier train       in a folder of your own",
    "(In a clone of Espalier, `node dist/cli.js` is `espalier`.)",
  ].join("\n");
}
