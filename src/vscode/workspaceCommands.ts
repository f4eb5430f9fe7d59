import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { defaultDatasetPath } from "../app/defaults.ts";
import type { Panel } from "./panel/panel.ts";
import type { PanelContext } from "./panel/panelFunctions.ts";
import { defaultChoice } from "./defaultChoice.ts";
import { describeProblem } from "./diagnostics.ts";
import { describeStage } from "./modelStage.ts";
import { reporting, withProgress } from "./report.ts";
import { requireTrust } from "./trust.ts";

/** Publisher and name of the extension, and the walkthrough's own, as package.json has them. */
const WALKTHROUGH = "espalier.espalier#start";

/** Commands on the workspace as a whole. */
export function registerWorkspaceCommands(context: PanelContext, panel: Panel): vscode.Disposable {
  const { log, folders, runs } = context;
  const on = (command: string, work: (...args: readonly unknown[]) => unknown) =>
    vscode.commands.registerCommand(command, reporting(log, work));
  /** What starts processes, or shows a page that does. */
  const onTrusted: typeof on = (command, work) =>
    on(command, (...args) => {
      requireTrust();
      return work(...args);
    });
  return vscode.Disposable.from(
    onTrusted("espalier.tuneWorkspace", () => tuneWorkspace(context, panel)),
    onTrusted("espalier.buildDataset", () => buildDataset(context)),
    onTrusted("espalier.openTrain", () => panel.show("train")),
    onTrusted("espalier.openModels", () => panel.show("models")),
    onTrusted("espalier.openAsk", () => panel.show("ask")),
    onTrusted("espalier.openCompare", () => panel.show("compare")),
    onTrusted("espalier.run.open", (run) => panel.show("train", idOf(run) ?? runs.seen().runs.at(-1)?.id)),
    onTrusted("espalier.run.compare", (run) => panel.show("compare", idOf(run))),
    on("espalier.chooseFolder", async () => {
      const items = folders.all().map(({ name, path }) => ({ label: name, description: path, path }));
      const chosen = await vscode.window.showQuickPick(items, {
        placeHolder: vscode.l10n.t("The folder whose files are learned from"),
      });
      if (chosen) await folders.choose(chosen.path);
    }),
    on("espalier.openWalkthrough", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", WALKTHROUGH, false),
    ),
    on("espalier.showLogs", () => log.show()),
    on("espalier.reportProblem", async () => {
      await vscode.env.clipboard.writeText(describeProblem(runs));
      void vscode.window.showInformationMessage(
        vscode.l10n.t("Diagnostics are in the clipboard. They hold versions and counts, and nothing of your files."),
      );
    }),
  );
}

/** A row of the tree, a run's id, or nothing. */
function idOf(given: unknown): string | undefined {
  if (typeof given === "string") return given;
  return typeof given === "object" && given !== null && "id" in given ? String(given.id) : undefined;
}

/** Dataset, model and run with the defaults; the panel then shows how it goes. */
async function tuneWorkspace({ folders, library, training, runs }: PanelContext, panel: Panel): Promise<void> {
  const folder = folders.require();
  const datasetPath = defaultDatasetPath(folder);
  const { defaultModel, defaultPreset } = defaultChoice(folder);
  const id = await withProgress(vscode.l10n.t("Tuning a model on this workspace"), async (signal, report) => {
    if (!existsSync(datasetPath)) {
      report(vscode.l10n.t("Building a dataset of its files"));
      await library.buildDataset(folder, signal);
    }
    signal.throwIfAborted();
    report(vscode.l10n.t("Starting the training"));
    const form = { datasetPath, modelName: defaultModel, preset: defaultPreset, overrides: {} };
    const { startRequest } = await import("./onDemand.ts");
    return training.start(startRequest(folder, form), {
      signal,
      onProgress: (stage) => report(...describeStage(stage)),
    });
  });
  await runs.look();
  panel.show("train", id);
}

/** Decisions and imported examples stay, so nothing is asked where there is a dataset already. */
async function buildDataset({ folders, library }: PanelContext): Promise<void> {
  const folder = folders.require();
  const { exampleCount } = await library.buildDataset(folder);
  const open = vscode.l10n.t("Open");
  const train = vscode.l10n.t("Train");
  const chosen = await vscode.window.showInformationMessage(
    exampleCount === 1
      ? vscode.l10n.t("The dataset has 1 example.")
      : vscode.l10n.t("The dataset has {0} examples.", exampleCount),
    train,
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand("espalier.openDataset");
  if (chosen === train) await vscode.commands.executeCommand("espalier.openTrain");
}
