import * as vscode from "vscode";
import type { DatasetTabContext } from "./datasetTabFunctions.ts";
import { chooseImport, importFrom } from "./importing.ts";
import type { Panel } from "../panel/panel.ts";
import { reporting } from "../report.ts";

/** What can be opened in the Dataset tab by a command, with the form of the tab that it opens. */
const FORMS = {
  build: "build",
  export: "export",
  split: "split",
  scan: "scan",
  dedupe: "duplicates",
  diff: "difference",
} as const;

/** Commands on a dataset as a whole: each opens its form in the panel, where nothing is changed before that is said. */
export function registerDatasetCommands(context: DatasetTabContext, panel: Panel): vscode.Disposable {
  const on = (command: string, work: (...args: readonly unknown[]) => unknown) =>
    vscode.commands.registerCommand(command, reporting(context.log, work));
  return vscode.Disposable.from(
    on("espalier.openDataset", () => panel.show("dataset")),
    ...Object.entries(FORMS).map(([command, form]) =>
      on(`espalier.dataset.${command}`, () => panel.show("dataset", form)),
    ),
    // With a file, as the explorer gives one, that file; else one is asked for.
    on("espalier.dataset.import", async (given) => {
      panel.show("dataset", "import");
      if (given instanceof vscode.Uri) await importFrom(context.datasetTab, given.fsPath);
      else await chooseImport(context, false);
    }),
  );
}
