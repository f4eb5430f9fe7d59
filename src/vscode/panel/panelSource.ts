import * as vscode from "vscode";
import { type PanelContext, panelFunctions } from "./panelFunctions.ts";
import type { PanelSource } from "./panel.ts";
import { reportError } from "../report.ts";

/** What the panel shows, gathered from the parts that hold it. */
export function createPanelSource(context: PanelContext): PanelSource & vscode.Disposable {
  const { log, folders, runs, library, activities, comparisons, asked, datasetTab } = context;
  const changed = new vscode.EventEmitter<void>();
  const fire = (): void => changed.fire();
  const listeners = [
    runs.onDidChange(fire),
    library.onDidChange(fire),
    activities.onDidChange(fire),
    comparisons.onDidChange(fire),
    asked.onDidChange(fire),
    folders.onDidChange((folder) => {
      void comparisons.readVotes(folder).catch((error: unknown) => reportError(log, error));
      fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("espalier")) fire();
    }),
  ];
  let isOpened = false;
  // In Restricted Mode a panel that comes back shows the runs that are there.
  const readLate = (): void => {
    if (!isOpened || !vscode.workspace.isTrusted) return;
    void library.refresh().catch((error: unknown) => reportError(log, error));
    void comparisons.readVotes(folders.current()).catch((error: unknown) => reportError(log, error));
  };
  listeners.push(vscode.workspace.onDidGrantWorkspaceTrust(readLate));
  return {
    functions: panelFunctions(context),
    folder: () => folders.current(),
    dataset: () => datasetTab.view(),
    onDidChangeDataset: datasetTab.onDidChange,
    onDidChange: changed.event,
    onDidChangeComparison: comparisons.onDidChangeOne,
    onDidChangeAsked: asked.onDidChangeOne,
    async snapshot() {
      const { panelSettings } = await import("../onDemand.ts");
      const path = folders.current();
      const folder = folders.all().find((each) => each.path === path);
      const [models, datasets] = [library.models(), library.datasets()];
      return {
        ...(folder && { folder }),
        folders: folders.all(),
        isVirtual: folders.areVirtual(),
        runs: runs.seen().runs,
        ...(models && { models }),
        ...(datasets && { datasets }),
        activities: activities.list(),
        comparisons: comparisons.list(),
        votes: comparisons.votes(),
        asked: asked.list(),
        settings: panelSettings(path),
      };
    },
    opened() {
      isOpened = true;
      readLate();
    },
    dispose() {
      vscode.Disposable.from(...listeners, changed).dispose();
    },
  };
}
