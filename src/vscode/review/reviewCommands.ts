import * as vscode from "vscode";
import { REVIEW_COMMANDS } from "../../protocol/review.ts";
import { type Log, reporting } from "../report.ts";
import type { ReviewView } from "./reviewView.ts";

/** Commands on the example that is reviewed; in the view itself a key does the same. */
export function registerReviewCommands(log: Log, view: ReviewView): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      "espalier.openReview",
      reporting(log, () => vscode.commands.executeCommand("espalier.dataset.focus")),
    ),
    ...REVIEW_COMMANDS.map((command) =>
      vscode.commands.registerCommand(
        `espalier.review.${command}`,
        reporting(log, () => view.run(command)),
      ),
    ),
  );
}
