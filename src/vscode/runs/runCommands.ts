import { join } from "node:path";
import * as vscode from "vscode";
import { takenBy } from "../../app/adapters/exportTarget.ts";
import { runFolderOf } from "../../app/runs/runFolderOf.ts";
import { UserError } from "../../base/errors.ts";
import type { RunRow } from "../../protocol/panelData.ts";
import type { Folders } from "../folders.ts";
import type { Jobs } from "../jobs.ts";
import { type Log, reporting, withProgress } from "../report.ts";
import { canResume, lossText, statusText } from "./runsTree.ts";
import type { RunStore } from "./runStore.ts";
import type { Training } from "./training.ts";
import { requireTrust } from "../trust.ts";

export interface RunCommandContext {
  readonly log: Log;
  readonly folders: Folders;
  readonly runs: RunStore;
  readonly training: Training;
  readonly jobs: Jobs;
}

/** What keys in the tree give instead of a row: VS Code does not tell them which one they were pressed on. */
const SELECTED = "selected";

/** What is asked where a command is told no run. */
interface AskedRun {
  readonly question: string;
  readonly isSuitable: (run: RunRow) => boolean;
  /** What is said where no run is suitable. */
  readonly none?: string;
}

const isRunning = ({ status }: RunRow): boolean => status === "running";
const NONE_TRAINING = "no run is being trained here";

/** Commands on one run: of the row they were called on, or of one that is asked for. */
export function registerRunCommands(context: RunCommandContext, selected: () => RunRow | undefined): vscode.Disposable {
  const { log, folders, runs, training } = context;
  const on = (
    command: string,
    asked: AskedRun,
    work: (folder: string, run: RunRow) => Promise<unknown>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(
      command,
      reporting(log, async (given?: unknown) => {
        requireTrust();
        const folder = folders.require();
        // Called before the first look was over, it would know of none.
        await runs.look();
        const run =
          given === undefined
            ? await pickRun(runs, asked)
            : given === SELECTED
              ? selected()
              : (runs.find(idOf(given)) ?? goneRun(idOf(given)));
        if (!run) return;
        await work(folder, run);
        await runs.look();
      }),
    );
  return vscode.Disposable.from(
    on(
      "espalier.run.use",
      { question: vscode.l10n.t("The run to use"), isSuitable: ({ hasResult }) => hasResult },
      async (folder, { id }) => (await onDemand()).useRun(folder, id),
    ),
    on("espalier.run.rename", { question: vscode.l10n.t("The run to rename"), isSuitable: () => true }, rename),
    on(
      "espalier.run.delete",
      { question: vscode.l10n.t("The run to delete"), isSuitable: ({ status }) => status !== "running" },
      remove,
    ),
    on(
      "espalier.run.export",
      { question: vscode.l10n.t("The run to export"), isSuitable: ({ hasResult, isFull }) => hasResult && !isFull },
      (folder, run) => exportRun(context, folder, run),
    ),
    on(
      "espalier.run.reveal",
      { question: vscode.l10n.t("The run whose folder to reveal"), isSuitable: () => true },
      (folder, { id }) => revealFile(vscode.Uri.file(runFolderOf(folder, id))),
    ),
    on(
      "espalier.run.pause",
      { question: vscode.l10n.t("The run to pause"), isSuitable: isRunning, none: NONE_TRAINING },
      async (folder, { id }) => (await onDemand()).endRun(folder, id, "pause"),
    ),
    on(
      "espalier.run.stop",
      { question: vscode.l10n.t("The run to stop"), isSuitable: isRunning, none: NONE_TRAINING },
      async (folder, { id }) => (await onDemand()).endRun(folder, id, "stop"),
    ),
    on(
      "espalier.run.resume",
      {
        question: vscode.l10n.t("The run to resume"),
        isSuitable: ({ status }) => canResume(status),
        none: "no run here waits to go on",
      },
      (folder, { id }) => training.resume(folder, id),
    ),
  );
}

const onDemand = () => import("../onDemand.ts");

/** A message, or another window, may still offer what was deleted meanwhile. */
function goneRun(id: string): never {
  throw new UserError(
    "run/gone",
    `there is no run ${id} in this folder any more`,
    "The view Runs and Adapters shows those that are there.",
  );
}

/** On the desktop in the system's file browser; elsewhere there is none, and the editor's own explorer serves. */
async function revealFile(uri: vscode.Uri): Promise<void> {
  const isDesktop = vscode.env.uiKind === vscode.UIKind.Desktop && !vscode.env.remoteName;
  await vscode.commands.executeCommand(isDesktop ? "revealFileInOS" : "revealInExplorer", uri);
}

/** A row of the tree, or the run's id from elsewhere. */
const idOf = (given: unknown): string =>
  typeof given === "object" && given !== null && "id" in given ? String(given.id) : String(given);

async function pickRun(runs: RunStore, { question, isSuitable, none }: AskedRun): Promise<RunRow | undefined> {
  const suitable = runs.seen().runs.filter(isSuitable).toReversed();
  if (suitable.length === 0) {
    throw new UserError(
      "run/none-suitable",
      none ?? "there is no run here to do that with",
      "Train one with `Espalier: Tune a Model on This Workspace`.",
    );
  }
  const items = suitable.map((run) => ({
    label: run.title,
    description: [statusText(run), ...lossText(run)].join(" · "),
    detail: run.modelName,
    run,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: question, matchOnDetail: true }))?.run;
}

async function rename(folder: string, run: RunRow): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Rename Run"),
    prompt: vscode.l10n.t("Leave it empty to call the run by its date again."),
    value: run.isNamed ? run.title : "",
  });
  if (name !== undefined) await (await onDemand()).renameRun(folder, run.id, name);
}

async function remove(folder: string, run: RunRow): Promise<void> {
  const confirm = vscode.l10n.t("Delete");
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the run "{0}"?', run.title),
    { modal: true, detail: vscode.l10n.t("Its checkpoints, measurements and adapter are deleted for good.") },
    confirm,
  );
  if (chosen === confirm) await (await onDemand()).removeRun(folder, run.id);
}

/** Whether what is there may be replaced; undefined where the user would rather keep it. */
async function mayReplace(request: Parameters<typeof takenBy>[0]): Promise<boolean | undefined> {
  const taken = takenBy(request);
  if (taken === undefined) return false;
  // The dialog has asked about a file; about a folder it asks nothing.
  if (request.format === "gguf") return true;
  const replace = vscode.l10n.t("Replace");
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("Replace the adapter that is in {0}?", request.target),
    { modal: true, detail: vscode.l10n.t("Other files of the folder stay.") },
    replace,
  );
  return chosen === replace ? true : undefined;
}

async function exportRun({ jobs, log }: RunCommandContext, folder: string, run: RunRow): Promise<void> {
  const format = await vscode.window.showQuickPick(
    [
      {
        label: "GGUF",
        description: vscode.l10n.t("one file, for llama.cpp and llama-server"),
        format: "gguf" as const,
      },
      {
        label: "PEFT",
        description: vscode.l10n.t("a folder, for Python's PEFT and transformers"),
        format: "peft" as const,
      },
    ],
    { placeHolder: vscode.l10n.t("Export the adapter as…") },
  );
  if (!format) return;
  const name = `${run.title.replace(/[^\p{L}\p{N}._-]+/gu, "-")}${format.format === "gguf" ? ".gguf" : "-peft"}`;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Export Adapter"),
    defaultUri: vscode.Uri.file(join(folder, name)),
  });
  if (!target) return;
  const request = { folder, runId: run.id, format: format.format, target: target.fsPath };
  const overwrite = await mayReplace(request);
  if (overwrite === undefined) return;
  const stages = {
    writing: vscode.l10n.t("Writing"),
    measuring: vscode.l10n.t("Measuring its loss"),
    serving: vscode.l10n.t("Checking that llama.cpp serves the same"),
  };
  const exported = await withProgress(vscode.l10n.t("Exporting {0}", run.title), (signal, report) =>
    jobs((functions) =>
      functions["adapter/export"]({ ...request, overwrite }, signal, (stage) => report(stages[stage])),
    ),
  );
  log.info(`Exported ${run.id}: ${exported.files.join(", ")}`);
  const show = vscode.l10n.t("Show File");
  const message = vscode.l10n.t(
    "Exported to {0}. llama.cpp serves it with a loss of {1}, the trainer measured {2}.",
    target.fsPath,
    exported.servedLoss.toFixed(4),
    exported.trainerLoss.toFixed(4),
  );
  void vscode.window.showInformationMessage(message, show).then((chosen) => {
    if (chosen === show) void revealFile(target);
  });
}
