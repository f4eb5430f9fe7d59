import * as vscode from "vscode";
import type { RunRow } from "../../protocol/panelData.ts";
import type { RunsChange, RunStore } from "./runStore.ts";

/** Tells of runs that ended, with what one may want to do next, whichever window or program trained them. */
export function noticeRuns(runs: RunStore, hasPanelInView: () => boolean): vscode.Disposable {
  const unexplained = new Map<string, NodeJS.Timeout>();
  const explained = (id: string): void => {
    clearTimeout(unexplained.get(id));
    unexplained.delete(id);
    const run = runs.find(id);
    if (run && run.status !== "running") void notice(run, hasPanelInView());
  };
  const listener = runs.onDidChange((change) => {
    for (const id of [...unexplained.keys()]) if (runs.find(id)?.status !== "interrupted") explained(id);
    for (const run of endedRuns(change)) {
      if (run.status !== "interrupted" || change.isFirst) void notice(run, hasPanelInView());
      else
        unexplained.set(
          run.id,
          setTimeout(() => explained(run.id), UNTIL_EXPLAINED_MS),
        );
    }
  });
  return {
    dispose() {
      listener.dispose();
      for (const timer of unexplained.values()) clearTimeout(timer);
    },
  };
}

/**
 * A trainer that died cannot say why; the process that owned it notices, and writes it down a little later: it takes what
 * other programs leave of the cores.
 */
const UNTIL_EXPLAINED_MS = 30_000;

/** Runs that were trained at the last look and are no longer; at the first look, those that were cut off. */
function endedRuns({ before, now, isFirst }: RunsChange): RunRow[] {
  if (isFirst) return now.runs.slice(-1).filter(({ status }) => status === "interrupted");
  const wereRunning = new Set(before.runs.filter(({ status }) => status === "running").map(({ id }) => id));
  return now.runs.filter(({ id, status }) => wereRunning.has(id) && status !== "running");
}

async function notice(run: RunRow, isPanelInView: boolean): Promise<void> {
  const resume = { title: vscode.l10n.t("Resume"), command: "espalier.run.resume" };
  const open = { title: vscode.l10n.t("Open"), command: "espalier.run.open" };
  const compare = { title: vscode.l10n.t("Compare"), command: "espalier.run.compare" };
  const use = { title: vscode.l10n.t("Use"), command: "espalier.run.use" };
  const information = vscode.window.showInformationMessage;
  const choose = async (
    show: (message: string, ...actions: (typeof resume)[]) => Thenable<typeof resume | undefined>,
    message: string,
    ...actions: (typeof resume)[]
  ): Promise<void> => {
    const chosen = await show(message, ...actions);
    if (chosen) await vscode.commands.executeCommand(chosen.command, run.id);
  };
  switch (run.status) {
    case "completed":
    case "early-stopped":
      return choose(information, finishedText(run), ...(run.isFull ? [] : [compare]), use, open);
    case "interrupted":
      return choose(
        vscode.window.showWarningMessage,
        vscode.l10n.t(
          "The training of {0} was interrupted at step {1} of {2}. It can go on from its last checkpoint.",
          run.title,
          run.step,
          run.totalSteps,
        ),
        resume,
        open,
      );
    case "failed":
      return choose(
        vscode.window.showErrorMessage,
        vscode.l10n.t("The training of {0} failed: {1}", run.title, run.reason ?? vscode.l10n.t("no reason is known")),
        resume,
        open,
      );
    case "paused":
    case "stopped":
      // Whoever asked for it, in this panel, sees that it happened.
      return isPanelInView ? undefined : choose(information, endedText(run), resume);
    case "created":
    case "running":
  }
}

const endedText = ({ title, status, step, totalSteps }: RunRow): string =>
  status === "paused"
    ? vscode.l10n.t("{0} is paused at step {1} of {2}.", title, step, totalSteps)
    : vscode.l10n.t("{0} is stopped at step {1} of {2}.", title, step, totalSteps);

function finishedText({ title, baseValidationLoss: before, bestValidationLoss: after, bestStep }: RunRow): string {
  if (before === undefined || after === undefined) return vscode.l10n.t("{0} is trained.", title);
  return bestStep === 0
    ? vscode.l10n.t(
        "{0} is trained, but it did not help: no validation loss came below the {1} of the base model.",
        title,
        before.toFixed(3),
      )
    : vscode.l10n.t("{0} is trained: validation loss {1} → {2}.", title, before.toFixed(3), after.toFixed(3));
}
