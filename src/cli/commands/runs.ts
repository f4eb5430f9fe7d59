import { relative } from "node:path";
import { Command } from "commander";
import { type GoneSources, goneSources } from "../../app/runs/goneSources.ts";
import { activeRun, endRun, removeRun, renameRun, useNewestRun, useRun } from "../../app/runs/manageRuns.ts";
import { listRuns, type RunDetails, showNewestRun, showRun } from "../../app/runs/runList.ts";
import { UserError } from "../../base/errors.ts";
import { isResumable } from "../../core/runRecord.ts";
import { runParameter } from "../chosenRun.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { formatCount, formatLoss, formatTable, sparkline } from "../format.ts";
import { describeGone } from "./dataset/describeLearnedFrom.ts";

export function runsCommand(): Command {
  return new Command("runs")
    .summary("list, inspect and manage training runs")
    .description("List, inspect and manage the training runs of this folder.")
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(useCommand())
    .addCommand(renameCommand())
    .addCommand(endCommand("pause", "ask a run that is being trained to end, to go on later"))
    .addCommand(endCommand("stop", "ask a run that is being trained to end, and keep what it has reached"))
    .addCommand(removeCommand());
}

function listCommand(): Command {
  return createCommand({
    usage: "list",
    summary: "list the runs of this folder, oldest first",
    examples: [["runs list --json", "all that is known about each, as one JSON array"]],
  }).action((flags: CommonFlags) => runCommand(flags, list));
}

async function list({ terminal, folder, signal }: Context): Promise<void> {
  const [{ runs, damaged }, active] = [await listRuns(folder), await activeRun(folder)];
  if (terminal.json) {
    const gone = goneById(await goneSources(folder, {}, signal));
    const listed = runs.map(({ record, state, paths, name }) => ({
      ...record,
      ...(name !== undefined && { name }),
      isActive: record.id === active,
      state,
      folder: paths.folder,
      ...gone(record.id),
    }));
    const unreadable = damaged.map(({ reason, ...run }) => ({ ...run, damaged: reason }));
    return terminal.emit([...listed, ...unreadable].sort((a, b) => (a.id < b.id ? -1 : 1)));
  }
  if (runs.length === 0 && damaged.length === 0)
    return terminal.print("No runs yet. Start one: espalier train --preset quick");
  const rows = runs.map(({ record, state, name }) => [
    `${record.id}${name === undefined ? "" : ` "${name}"`}${record.id === active ? " *" : ""}`,
    state.status,
    `${state.step}/${state.totalSteps || "?"}`,
    lossText(state.baseValidationLoss, state.bestValidationLoss),
    record.model.name,
  ]);
  terminal.print(
    formatTable([
      [active === undefined ? "run" : "run (* in use)", "status", "step", "validation loss", "model"],
      ...rows,
      ...damaged.map(({ id }) => [id, "damaged", "", "", ""]),
    ]),
  );
  for (const { reason } of damaged) terminal.print(reason);
}

/** What is said of a run's sources, for machines: nothing where all are there. */
function goneById({ runs, problems }: GoneSources) {
  return (id: string) => {
    const gone = runs.find(({ run }) => run === id);
    const problem = problems.find(({ run }) => run === id);
    return {
      ...(gone && { goneSources: { exampleCount: gone.exampleCount, paths: gone.paths } }),
      ...(problem && { goneSourcesUnknown: problem.message }),
    };
  };
}

function showCommand(): Command {
  return createCommand({
    usage: "show [run]",
    parameters: [runParameter("latest")],
    summary: "show one run, the newest by default",
    examples: [
      ["runs show", "the newest run"],
      ["runs show 20260101-12 --json", "the run whose name begins so, with every measurement"],
    ],
  }).action((run: string | undefined, flags: CommonFlags) =>
    runCommand(flags, (context) => show(run ?? "latest", context)),
  );
}

async function show(id: string, { terminal, folder, signal }: Context): Promise<void> {
  const { run, passedOver } =
    id === "latest" ? await showNewestRun(folder) : { run: await showRun(folder, id), passedOver: [] };
  const { record, state, paths, metrics } = run;
  const gone = goneById(await goneSources(folder, { run: record.id }, signal))(record.id);
  for (const { reason } of passedOver) terminal.note(reason);
  terminal.emit({ ...record, state, folder: paths.folder, ...gone, metrics });
  terminal.print(describeRun(run, folder, gone));
}

function useCommand(): Command {
  return createCommand({
    usage: "use [run]",
    parameters: [runParameter("latest")],
    summary: "let ask, compare, evaluate, export and serve take this run when none is named",
    examples: [
      ["runs use 20260101-12", "`espalier ask` now asks this one"],
      ["runs use --newest", "back to the newest run trained to its end"],
    ],
  })
    .option("--newest", "the newest run trained to its end answers, whichever that is")
    .action((run: string | undefined, flags: CommonFlags & { newest?: boolean }) =>
      runCommand(flags, async ({ terminal, folder }) => {
        if (run !== undefined && flags.newest) {
          throw new UserError("run/conflict", `${run} and --newest both choose a run`, "Leave one of them out.");
        }
        if (flags.newest) await useNewestRun(folder);
        const id = flags.newest ? null : (await useRun(folder, run ?? "latest")).record.id;
        terminal.emit({ activeRun: id });
        terminal.print(id === null ? "The newest run trained to its end answers." : `${id} answers.`);
      }),
    );
}

function renameCommand(): Command {
  return createCommand({
    usage: "rename <run> [name]",
    parameters: [runParameter(), "what it shall be called; without it, the name is taken away"],
    summary: "give a run a name, or take it away",
    examples: [
      ['runs rename latest "rank 32, code only"', "shown beside the run's id"],
      ["runs rename latest", "without a name again"],
    ],
  }).action((run: string, name: string | undefined, flags: CommonFlags) =>
    runCommand(flags, async ({ terminal, folder }) => {
      await renameRun(folder, run, name ?? "");
      const renamed = await showRun(folder, run);
      terminal.emit({ id: renamed.record.id, name: renamed.name ?? null });
      terminal.print(
        renamed.name === undefined ? `${renamed.record.id} has no name.` : `${renamed.record.id} is "${renamed.name}".`,
      );
    }),
  );
}

function endCommand(wish: "pause" | "stop", summary: string): Command {
  return createCommand({
    usage: `${wish} [run]`,
    parameters: [runParameter("latest")],
    summary,
    examples: [[`runs ${wish}`, "the newest run, whichever window or terminal trains it"]],
  }).action((run: string | undefined, flags: CommonFlags) =>
    runCommand(flags, async ({ terminal, folder }) => {
      const { record } = await endRun(folder, run ?? "latest", wish);
      terminal.emit({ id: record.id, asked: wish });
      terminal.print(`${record.id} was asked to ${wish}; it does so at its next step.`);
    }),
  );
}

function removeCommand(): Command {
  return createCommand({
    usage: "rm <run>",
    parameters: [runParameter()],
    summary: "delete a run, its checkpoints and its adapter",
    examples: [["runs rm 20260101-12", "the run whose name begins so"]],
  }).action((run: string, flags: CommonFlags) =>
    runCommand(flags, async ({ terminal, folder }) => {
      const removed = await removeRun(folder, run);
      terminal.emit({ removed });
      terminal.print(`Deleted ${removed}.`);
    }),
  );
}

const CURVE_WIDTH = 48;

function describeRun(
  { record, state, paths, metrics }: RunDetails,
  folder: string,
  { goneSources: gone, goneSourcesUnknown: problem }: ReturnType<ReturnType<typeof goneById>>,
): string {
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
    ...(gone ? [["learned from", describeGone(gone)]] : []),
    ...(problem === undefined ? [] : [["learned from", `whether its files are still there is not known: ${problem}`]]),
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
