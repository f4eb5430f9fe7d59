import { basename } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../../base/errors.ts";
import type { DatasetTabFunctions } from "../../protocol/datasetTab.ts";
import type { ExportForm } from "../../protocol/datasetViews.ts";
import type { Curation } from "../review/curation.ts";
import type { DatasetTab } from "./datasetTab.ts";
import type { Folders } from "../folders.ts";
import type { Library } from "../library.ts";
import { type Log, reporting } from "../report.ts";
import { chooseImport, leaveImport, previewImport, takeImport } from "./importing.ts";
import { isModelHere } from "../runs/trainingForm.ts";
import { modelNameIn } from "../runs/modelNameIn.ts";
import type { ReviewView } from "../review/reviewView.ts";

export interface DatasetTabContext {
  readonly log: Log;
  readonly folders: Folders;
  readonly curation: Curation;
  readonly library: Library;
  readonly datasetTab: DatasetTab;
  readonly review: Pick<ReviewView, "show" | "narrow">;
}

/** What the Dataset tab asks for. Errors are reported here, or stand where the result would. */
export function datasetTabFunctions(context: DatasetTabContext): DatasetTabFunctions {
  const { log, curation, library, datasetTab: tab, review } = context;
  const reported = async (work: () => Promise<unknown>): Promise<void> => {
    await reporting(log, work)();
  };
  return {
    "dataset/look"() {
      void reported(() => tab.look());
      return tab.view();
    },
    "dataset/choose": (name) => reported(() => curation.choose(name)),
    "dataset/retry": () => reported(() => tab.look()),
    "dataset/rebuild": (kinds) =>
      reported(async () => {
        const built = await library.rebuild(await curation.target(), kinds);
        // Perhaps it is the first dataset: what is known of it begins with it.
        await curation.look();
        tab.change({ built });
      }),
    "dataset/measureSplits": () =>
      tab.measure(
        "splits",
        vscode.l10n.t("Comparing what is held out with what is trained on"),
        (dataset, jobs, signal) => jobs["dataset/splits"](dataset, signal),
      ),
    "dataset/measureLengths": async (modelName) => {
      await tab.measure("lengths", vscode.l10n.t("Counting tokens"), async (dataset, jobs, signal, report) => {
        const model = modelNameIn(dataset.folder, modelName);
        if (!isModelHere(library, modelName, model)) throw modelMissing(modelName);
        const lengths = await jobs["dataset/lengths"]({ ...dataset, modelName: model }, signal, report);
        return { ...lengths, modelName };
      });
      // What is doubtful about examples was kept beside the dataset, where nobody watches.
      await reported(async () => {
        if (curation.dataset().kind === "open") await curation.functions["dataset/refresh"](curation.require());
      });
    },
    "dataset/chooseImport": (isFolder) => reported(() => chooseImport(context, isFolder)),
    async "dataset/previewImport"(options) {
      const { importing } = tab.view();
      if (!importing) return;
      tab.change({ importing: { ...importing, options } });
      await previewImport(tab);
    },
    "dataset/import": () => reported(() => takeImport(context)),
    "dataset/leaveImport": () => leaveImport(tab),
    "dataset/tryExport": (form) =>
      tab.measure("exportable", vscode.l10n.t("Looking what the format can hold"), (dataset, jobs, signal) =>
        jobs["dataset/tryExport"]({ ...dataset, form }, signal),
      ),
    "dataset/export": (form) => reported(() => writeExport(context, form)),
    "dataset/draw": (form) =>
      tab.measure("draw", vscode.l10n.t("Drawing the splits"), (dataset, jobs, signal) =>
        jobs["dataset/draw"]({ ...dataset, form, write: false }, signal),
      ),
    "dataset/keepDraw": (form) =>
      reported(async () => {
        const splits = await tab.work("draw", vscode.l10n.t("Keeping the splits"), (dataset, jobs, signal) =>
          jobs["dataset/draw"]({ ...dataset, form, write: true }, signal),
        );
        tab.change({ splits: { state: "ready", value: splits }, draw: { state: "wanted" } });
      }),
    "dataset/scan": () =>
      tab.measure("scan", vscode.l10n.t("Scanning files"), (dataset, jobs, signal, report) =>
        jobs["dataset/scan"](dataset, signal, report),
      ),
    "dataset/findDuplicates": () =>
      tab.measure("duplicates", vscode.l10n.t("Comparing examples"), (dataset, jobs, signal, report) =>
        jobs["dataset/dedupe"]({ ...dataset, write: false }, signal, report),
      ),
    "dataset/keepDuplicates": () =>
      reported(async () => {
        await tab.work("duplicates", vscode.l10n.t("Comparing examples"), (dataset, jobs, signal, report) =>
          jobs["dataset/dedupe"]({ ...dataset, write: true }, signal, report),
        );
        tab.change({ duplicates: { state: "wanted" } });
      }),
    "dataset/listVersions": () =>
      tab.measure("versions", vscode.l10n.t("Looking for versions"), (dataset, jobs, signal) =>
        jobs["dataset/versions"](dataset, signal),
      ),
    "dataset/compare": (before, after) =>
      tab.measure("difference", vscode.l10n.t("Comparing versions"), (dataset, jobs, signal) =>
        jobs["dataset/diff"]({ ...dataset, before, after }, signal),
      ),
    "review/narrow": (filter) => reported(() => review.narrow(filter)),
  };
}

const modelMissing = (name: string): UserError =>
  new UserError(
    "model/missing",
    `the model ${name} is not on this machine`,
    "Download it in Models, or choose another.",
  );

async function writeExport({ datasetTab: tab, folders, curation }: DatasetTabContext, form: ExportForm): Promise<void> {
  const folder = vscode.Uri.file(folders.require());
  const { name } = await curation.target();
  const isFolder = tab.view().exportable.value?.isFolder === true;
  const out = isFolder
    ? await chosenFolder(folder, `${name}-${form.format}`)
    : await vscode.window.showSaveDialog({
        title: vscode.l10n.t("Export Dataset"),
        defaultUri: vscode.Uri.joinPath(folder, `${name}-${form.format}.${extensionOf(form.format)}`),
      });
  if (!out) return;
  const exported = await tab.work("export", vscode.l10n.t("Writing"), (dataset, jobs, signal) =>
    jobs["dataset/export"]({ ...dataset, form, out: out.fsPath }, signal),
  );
  tab.change({ exported });
}

/** A new folder in one that is chosen; what is in it already is not written over without being asked. */
async function chosenFolder(folder: vscode.Uri, name: string): Promise<vscode.Uri | undefined> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Export Dataset"),
      openLabel: vscode.l10n.t("Write the Folder Here"),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: folder,
    })) ?? [];
  if (!parent) return undefined;
  const target = vscode.Uri.joinPath(parent, name);
  const isThere = await vscode.workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere) return target;
  const replace = vscode.l10n.t("Replace");
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("{0} is there already. Write into it?", basename(target.fsPath)),
    { modal: true, detail: vscode.l10n.t("Files with the same names are replaced.") },
    replace,
  );
  return chosen === replace ? target : undefined;
}

const extensionOf = (format: string): string => (format === "csv" || format === "tsv" ? format : "jsonl");
