import * as vscode from "vscode";
import type { HeldOutQuestion } from "../../protocol/panelData.ts";
import type { RunCommand } from "../../protocol/panel.ts";
import type { AskedHistory } from "../asking/askedHistory.ts";
import type { Activities } from "../activities.ts";
import type { Comparisons } from "../comparing/comparisons.ts";
import { type DatasetTabContext, datasetTabFunctions } from "../datasets/datasetTabFunctions.ts";
import type { Jobs } from "../jobs.ts";
import type { KeptAnswers } from "../comparing/keptAnswers.ts";
import type { PanelSource } from "./panel.ts";
import { describeStage } from "../modelStage.ts";
import { reporting } from "../report.ts";
import { formEstimator } from "../runs/trainingForm.ts";
import type { RunStore } from "../runs/runStore.ts";
import type { Training } from "../runs/training.ts";

export interface PanelContext extends DatasetTabContext {
  readonly runs: RunStore;
  readonly activities: Activities;
  readonly comparisons: Comparisons;
  readonly asked: AskedHistory;
  readonly keptAnswers: KeptAnswers;
  readonly training: Training;
  readonly jobs: Jobs;
}

const HELD_OUT_QUESTIONS = 8;

/** What the panel asks for, done by the same parts that the commands use. Errors are reported here, not in the panel. */
export function panelFunctions(context: PanelContext): PanelSource["functions"] {
  const { log, folders, runs, library, activities, comparisons, asked, keptAnswers, review, training, jobs } = context;
  const estimate = formEstimator(library, jobs);
  const reported = <T>(work: () => T) => reporting(log, work)();
  return {
    ...datasetTabFunctions(context),
    "folder/choose": (path) => void folders.choose(path),
    "dataset/build": () => void vscode.commands.executeCommand("espalier.buildDataset"),
    async "dataset/pick"() {
      const [file] =
        (await vscode.window.showOpenDialog({
          title: vscode.l10n.t("Choose a Dataset"),
          filters: { [vscode.l10n.t("Examples as JSON lines")]: ["jsonl"] },
          defaultUri: vscode.Uri.file(folders.require()),
        })) ?? [];
      if (!file) return undefined;
      await reported(() => library.addDataset(file.fsPath));
      return library.datasets()?.find(({ path }) => path === file.fsPath)?.path;
    },
    async "dataset/open"(path) {
      await reported(() => vscode.commands.executeCommand("vscode.open", vscode.Uri.file(path)));
    },
    "run/estimate": (form) => estimate(folders.require(), form),
    "run/start": (form) =>
      reported(() =>
        activities.run(
          { kind: "start", subject: form.modelName, text: vscode.l10n.t("Starting") },
          async (signal, report) => {
            const { startRequest } = await import("../onDemand.ts");
            const id = await training.start(startRequest(folders.require(), form), {
              signal,
              onProgress: (stage) => report(...describeStage(stage)),
            });
            await runs.look();
            return id;
          },
        ),
      ),
    async "run/command"(command, id) {
      await vscode.commands.executeCommand(RUN_COMMANDS[command], id);
    },
    "model/get": (name) => void reported(() => library.getModel(name)),
    async "model/add"() {
      const [file] =
        (await vscode.window.showOpenDialog({
          title: vscode.l10n.t("Add a Model"),
          filters: { [vscode.l10n.t("Models")]: ["gguf"] },
        })) ?? [];
      if (file) await reported(() => library.addModel(file.fsPath));
    },
    async "model/remove"(id) {
      const confirm = vscode.l10n.t("Delete");
      const chosen = await vscode.window.showWarningMessage(
        vscode.l10n.t('Delete the model "{0}"?', id),
        {
          modal: true,
          detail: vscode.l10n.t("Adapters trained on it cannot answer until it is back. A file used in place stays."),
        },
        confirm,
      );
      if (chosen === confirm) await reported(() => library.removeModel(id));
    },
    "activity/cancel": (id) => activities.cancel(id),
    "compare/ask": (form) => comparisons.ask(folders.require(), form),
    "compare/clear": () => comparisons.clear(),
    "compare/questions": async (runId): Promise<readonly HeldOutQuestion[]> => {
      const folder = folders.require();
      const request = { folder, runId, count: HELD_OUT_QUESTIONS };
      return (
        (await reported(() =>
          jobs((functions) => functions["questions/heldOut"](request, new AbortController().signal)),
        )) ?? []
      );
    },
    async "compare/vote"(id, vote) {
      await reported(() => comparisons.vote(folders.require(), id, vote));
    },
    "compare/keep": async (id, place, edited) => (await reported(() => keptAnswers.keep(id, place, edited))) ?? false,
    async "compare/prefer"(id, place) {
      await reported(() => keptAnswers.prefer(id, place));
    },
    async "compare/takeBack"(exampleId) {
      await reported(() => keptAnswers.takeBack(exampleId));
    },
    async "example/show"(id) {
      await reported(() => review.show(id));
    },
    "ask/send": (form) => asked.ask(folders.require(), form),
    "ask/typed": (form) => asked.typed(folders.require(), form),
    "ask/stop": (id) => asked.stop(id),
    "ask/clear": () => asked.clear(),
    async "ask/openSource"(id, number) {
      await reported(() => asked.openSource(id, number));
    },
    async "ask/keep"(id) {
      await reported(() => asked.keep(id));
    },
    "logs/show": () => log.show(),
  };
}

const RUN_COMMANDS: Readonly<Record<RunCommand, string>> = {
  pause: "espalier.run.pause",
  stop: "espalier.run.stop",
  resume: "espalier.run.resume",
  use: "espalier.run.use",
  export: "espalier.run.export",
  rename: "espalier.run.rename",
  reveal: "espalier.run.reveal",
  delete: "espalier.run.delete",
};
