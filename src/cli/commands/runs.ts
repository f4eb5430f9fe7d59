import { relative } from "node:path";
import { Command } from "commander";
import { listRuns, type RunDetails, showRun } from "../../app/runList.ts";
import { isResumable } from "../../core/runRecord.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { formatCount, formatLoss, formatTable, sparkline } from "../format.ts";

export function runsCommand(): Command {
  return new Command("runs")
    .summary("list and inspect training runs")
    .description("List and inspect the training runs of this folder.")
    .addCommand(listCommand())
    .addCommand(showCommand());
}

function listCommand(): Command {
  return createCommand({
    usage: "list",
    summary: "list the runs of this folder, oldest first",
    examples: [["runs list --json", "all that is known about each, as one JSON array"]],
  }).action((flags: CommonFlags) => runCommand(flags, list));
}

async function list({ terminal, folder }: Context): Promise<void> {
  const runs = await listRuns(folder);
  terminal.emit(runs.map(({ record, state, paths }) => ({ ...record, state, folder: paths.folder })));
  if (runs.length === 0) return terminal.print("No runs yet. Start one: espalier train --preset quick");
  const rows = runs.map(({ record, state }) => [
    record.id,
    state.status,
    `${state.step}/${state.totalSteps || "?"}`,
    lossText(state.baseValidationLoss, state.bestValidationLoss),
    record.model.name,
  ]);
  terminal.print(formatTable([["run", "status", "step", "validation loss", "model"], ...rows]));
}

function showCommand(): Command {
  return createCommand({
    usage: "show [run]",
    summary: "show one run, the newest by default",
    examples: [
      ["runs show", "the newest run"],
      ["runs show 20260101-12 --json", "the run whose name begins so, with every measurement"],
    ],
  }).action((run: string | undefined, flags: CommonFlags) =>
    runCommand(flags, (context) => show(run ?? "latest", context)),
  );
}

async function show(id: string, { terminal, folder }: Context): Promise<void> {
  const run = await showRun(folder, id);
  const { record, state, paths, metrics } = run;
  terminal.emit({ ...record, state, folder: paths.folder, metrics });
  terminal.print(describeRun(run, folder));
}

const CURVE_WIDTH = 48;

function describeRun({ record, state, paths, metrics }: RunDetails, folder: string): string {
  const { model, dataset, config } = record;
  const { train, validation, test } = dataset.exampleCounts;
  const losses = metrics.flatMap((each) => (each.kind === "step" ? [each.loss] : []));
  const validations = metrics.flatMap((each) => (each.kind === "validation" ? [each.validationLoss] : []));
  const rows = [
    [
      "status",
      `${state.status} at step ${state.step} of ${state.totalSteps || "?"}${state.reason ? `: ${state.reason}` : ""}`,
    ],
    ["model", `${model.name} (${model.path}, SHA-256 ${model.sha256.slice(0, 12)}…)`],
    [
      "dataset",
      `${datasetText(dataset)}: ${formatCount(train)} to train, ${formatCount(validation)} to validate, ${formatCount(test)} to test`,
    ],
    [
      "settings",
      `${record.preset}: rank ${config.rank}, alpha ${config.alpha}, learning rate ${config.learningRate}, seed ${config.seed}`,
    ],
    ["device", state.device === undefined ? "not started" : `${state.device} (${state.deviceReason})`],
    ["loss", sparkline(losses, CURVE_WIDTH)],
    [
      "validation",
      `${lossText(state.baseValidationLoss ?? validations[0], state.bestValidationLoss)} ${sparkline(validations, CURVE_WIDTH)}`,
    ],
    ["folder", relative(folder, paths.folder)],
  ];
  const next =
    isResumable(state.status) && state.status !== "running" ? `\nGo on: espalier train --resume ${record.id}` : "";
  return `${formatTable([[record.id, ""], ...rows])}${next}`;
}

/** The dataset by name and version where it has them; only a path where it was a plain file. */
const datasetText = ({ path, name, revision }: RunDetails["record"]["dataset"]): string =>
  name === undefined || revision === undefined ? path : `${name} at revision ${revision.slice(0, 12)}`;

const lossText = (before: number | undefined, after: number | undefined) =>
  before === undefined || after === undefined ? "–" : `${formatLoss(before)} → ${formatLoss(after)}`;
