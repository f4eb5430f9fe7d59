import * as vscode from "vscode";
import type { GoneSourcesOfRun } from "../../protocol/jobs.ts";
import type { RunStatus } from "../../core/runRecord.ts";
import type { RunRow } from "../../protocol/panelData.ts";
import type { Folders } from "../folders.ts";
import type { GoneSources } from "./goneSources.ts";
import type { RunStore } from "./runStore.ts";

export interface RunsTree extends vscode.Disposable {
  selected(): RunRow | undefined;
}

/** The view "Runs and Adapters", newest first. */
export function createRunsTree(runs: RunStore, folders: Folders, gone: GoneSources): RunsTree {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<RunRow> = {
    onDidChangeTreeData: changed.event,
    getChildren: (parent) => (parent ? [] : runs.seen().runs.toReversed()),
    getTreeItem: (run) => runItem(run, gone.of(run.id)),
  };
  const view = vscode.window.createTreeView("espalier.runs", { treeDataProvider: provider });
  const show = (): void => {
    const { runs: rows, problems } = runs.seen();
    view.description = folders.shownName() ?? "";
    // `message` shows above the rows; an empty view shows its welcome text instead.
    view.message = problems.length === 0 ? "" : problems.map(({ id, message }) => `${id}: ${message}`).join("\n");
    const running = rows.filter(({ status }) => status === "running").length;
    view.badge = running === 0 ? undefined : { value: running, tooltip: vscode.l10n.t("{0} training", running) };
    void vscode.commands.executeCommand(
      "setContext",
      "espalier.hasAdapter",
      rows.some(({ hasResult }) => hasResult),
    );
    changed.fire(undefined);
  };
  show();
  gone.setInView(view.visible);
  const listener = vscode.Disposable.from(
    runs.onDidChange(show),
    folders.onDidChange(show),
    vscode.workspace.onDidGrantWorkspaceTrust(show),
    gone.onDidChange(() => changed.fire(undefined)),
    view.onDidChangeVisibility(({ visible }) => gone.setInView(visible)),
  );
  return {
    selected: () => view.selection[0],
    dispose() {
      listener.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}

function runItem(run: RunRow, gone: GoneSourcesOfRun | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(run.title);
  item.id = run.id;
  item.description = descriptionOf(run, gone);
  item.iconPath = statusIcon(run);
  item.contextValue = contextOf(run);
  item.tooltip = tooltipOf(run, gone);
  item.accessibilityInformation = { label: `${run.title}, ${item.description}` };
  // A row whose command is disabled is shown as if it were, too.
  if (vscode.workspace.isTrusted) {
    item.command = { command: "espalier.run.open", title: vscode.l10n.t("Open"), arguments: [run] };
  }
  return item;
}

/** What is read first stands first, since a narrow side bar cuts the rest off; the icon says the status, too. */
function descriptionOf(run: RunRow, gone: GoneSourcesOfRun | undefined): string {
  const [status, losses] = [statusText(run), lossText(run)];
  return [
    ...(run.status === "running" ? [status, ...losses] : losses),
    ...(run.isActive ? [vscode.l10n.t("in use")] : []),
    ...(gone ? [vscode.l10n.t("⚠ files gone: {0}", gone.pathCount)] : []),
    ...(run.status === "running" ? [] : [status]),
  ].join(" · ");
}

/** What menus ask of a run: `viewItem =~ /\brunning\b/`. */
function contextOf(run: RunRow): string {
  const facts = [
    "run",
    run.status === "running" ? "running" : "still",
    ...(run.hasResult ? ["result"] : []),
    ...(run.hasResult && !run.isFull ? ["adapter"] : []),
    ...(run.isActive ? ["active"] : []),
    ...(canResume(run.status) ? ["resumable"] : []),
  ];
  return facts.join(" ");
}

/** Whether it can go on from where it is, and nobody trains it now. */
export const canResume = (status: RunStatus): boolean =>
  status !== "running" && status !== "completed" && status !== "early-stopped";

export function statusText({ status, step, totalSteps }: RunRow): string {
  const at = totalSteps > 0 ? `${step}/${totalSteps}` : "";
  switch (status) {
    case "created":
      return vscode.l10n.t("not begun");
    case "running":
      return vscode.l10n.t("training {0}", at);
    case "paused":
      return vscode.l10n.t("paused {0}", at);
    case "stopped":
      return vscode.l10n.t("stopped {0}", at);
    case "completed":
      return vscode.l10n.t("completed");
    case "early-stopped":
      return vscode.l10n.t("ended early at {0}", step);
    case "failed":
      return vscode.l10n.t("failed at {0}", step);
    case "interrupted":
      return vscode.l10n.t("interrupted {0}", at);
  }
}

/** `3.412 → 2.870`, or nothing before the first validation. */
export function lossText({ baseValidationLoss: before, bestValidationLoss: after }: RunRow): string[] {
  if (before === undefined || after === undefined) return [];
  return [before === after ? before.toFixed(3) : `${before.toFixed(3)} → ${after.toFixed(3)}`];
}

function statusIcon({ status, isActive }: RunRow): vscode.ThemeIcon {
  if (isActive) return new vscode.ThemeIcon("pass-filled", new vscode.ThemeColor("testing.iconPassed"));
  switch (status) {
    case "created":
      return new vscode.ThemeIcon("circle-outline");
    case "running":
      // None that spins, as in the status bar.
      return new vscode.ThemeIcon("pulse");
    case "paused":
      return new vscode.ThemeIcon("debug-pause");
    case "stopped":
      return new vscode.ThemeIcon("debug-stop");
    case "completed":
    case "early-stopped":
      return new vscode.ThemeIcon("pass");
    case "failed":
      return new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
    case "interrupted":
      return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  }
}

function tooltipOf(run: RunRow, gone: GoneSourcesOfRun | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const line = (label: string, value: string): void => {
    text.appendMarkdown(`**${label}** `).appendText(value).appendMarkdown("  \n");
  };
  const { train, validation, test } = run.exampleCounts;
  line(vscode.l10n.t("Run"), run.id);
  line(vscode.l10n.t("Model"), run.modelName);
  line(
    vscode.l10n.t("Settings"),
    [
      run.preset,
      ...(run.isFull ? [] : [vscode.l10n.t("rank {0}, alpha {1}", run.config.rank, run.config.alpha)]),
      vscode.l10n.t("learning rate {0}", run.config.learningRate),
    ].join(", "),
  );
  line(vscode.l10n.t("Examples"), vscode.l10n.t("{0} to train, {1} to validate, {2} to test", train, validation, test));
  line(vscode.l10n.t("Status"), statusText(run));
  const [losses] = lossText(run);
  if (losses !== undefined) line(vscode.l10n.t("Validation loss"), losses);
  if (run.reason !== undefined) line(vscode.l10n.t("Reason"), run.reason);
  if (gone) line(vscode.l10n.t("Learned from"), goneText(gone));
  return text;
}

function goneText({ exampleCount, pathCount, paths }: GoneSourcesOfRun): string {
  const more = pathCount > paths.length ? [vscode.l10n.t("{0} more", pathCount - paths.length)] : [];
  const files = [...paths, ...more].join(", ");
  return vscode.l10n.t("files that are gone or no longer learned from: {0} (examples: {1})", files, exampleCount);
}
