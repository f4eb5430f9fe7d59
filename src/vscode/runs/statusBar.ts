import * as vscode from "vscode";
import type { RunStore } from "./runStore.ts";

/** Shows the run that is trained, and nothing when none is. */
export function createStatusBar(runs: RunStore): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("espalier.training", vscode.StatusBarAlignment.Left, 10);
  item.name = vscode.l10n.t("Espalier: Training");
  const show = (): void => {
    const running = runs.seen().runs.filter(({ status }) => status === "running");
    const run = running.at(-1);
    if (!run) return item.hide();
    const percent = run.totalSteps > 0 ? Math.floor((run.step / run.totalSteps) * 100) : 0;
    // No icon that spins: a window that draws sixty frames a second for it shows what is typed half a frame later.
    item.text = `$(pulse) ${vscode.l10n.t("Tuning {0} %", percent)}`;
    item.tooltip = vscode.l10n.t("{0}: step {1} of {2}. Click to watch.", run.title, run.step, run.totalSteps);
    item.accessibilityInformation = { label: vscode.l10n.t("Espalier is training, {0} percent done", percent) };
    item.command = { command: "espalier.run.open", title: vscode.l10n.t("Open"), arguments: [run.id] };
    item.show();
  };
  show();
  return vscode.Disposable.from(item, runs.onDidChange(show));
}
