import * as vscode from "vscode";
import type { DecisionChange } from "../../core/review.ts";
import type { ReviewHostFunctions } from "../../protocol/review.ts";
import type { Activities } from "../activities.ts";
import type { Curation } from "./curation.ts";
import { openPlace } from "../openPlace.ts";
import { type Log, reporting, withProgress } from "../report.ts";

/** What a view may ask for in the moment in which it goes away; the dataset's state and the list then say what there is. */
const PASSING = ["dataset/missing", "dataset/unknown-example"];

/** What the review asks for. Errors are reported here, not in the view. */
export function reviewFunctions(
  curation: Curation,
  activities: Activities,
  log: Log,
): Omit<ReviewHostFunctions, "view/ready"> {
  const reported = <T>(work: () => Promise<T>, passing: readonly string[] = []) => reporting(log, work, passing)();
  const functions = () => curation.functions;
  return {
    "dataset/choose": (name) => curation.choose(name),
    "dataset/build": () => void vscode.commands.executeCommand("espalier.buildDataset"),
    "dataset/retry": () => curation.look(),
    "activity/cancel": (id) => activities.cancel(id),
    "examples/page": (request) =>
      reported(async () => functions()["examples/page"](curation.require(), request), PASSING),
    "example/get": (id) => reported(async () => functions()["example/get"](curation.require(), id), PASSING),
    async "example/decide"(id, change) {
      const signal = new AbortController().signal;
      const ids = await reported(() => functions()["examples/decide"](curation.require(), [id], change, signal));
      return ids !== undefined;
    },
    async "examples/decideAll"(query, change) {
      await reported(async () => {
        const dataset = curation.require();
        const ids = await functions()["examples/matching"](dataset, query);
        const question = questionOf(change, ids.length);
        const agree = vscode.l10n.t("Decide");
        const detail = vscode.l10n.t("One Undo takes all of it back.");
        const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, agree);
        if (chosen !== agree) return;
        await withProgress(vscode.l10n.t("Deciding about examples"), (signal) =>
          functions()["examples/decide"](dataset, ids, change, signal),
        );
      });
    },
    "decision/undo": async () =>
      told(
        await reported(() => functions()["decision/undo"](curation.require())),
        vscode.l10n.t("There is no decision of yours to undo."),
      ),
    "decision/redo": async () =>
      told(
        await reported(() => functions()["decision/redo"](curation.require())),
        vscode.l10n.t("There is no decision of yours to redo."),
      ),
    async "findings/decide"(ids, action) {
      await reported(() => functions()["findings/decide"](curation.require(), ids, action));
    },
    async "source/open"(path, startLine, endLine) {
      // Beside the view, which keeps the keys.
      const place = { path, startLine, endLine };
      await reported(() => openPlace(curation.require().folder, place, { preserveFocus: true }));
    },
  };
}

/** What was changed; a key or a button that changed nothing is answered with why. */
function told(ids: readonly string[] | undefined, whereNone: string): readonly string[] {
  if (ids?.length === 0) vscode.window.setStatusBarMessage(whereNone, SHOWN_MS);
  return ids ?? [];
}

const SHOWN_MS = 6_000;

function questionOf({ state }: DecisionChange, count: number): string {
  const examples = count === 1 ? vscode.l10n.t("1 example") : vscode.l10n.t("{0} examples", count);
  switch (state ?? "proposed") {
    case "accepted":
      return vscode.l10n.t("Accept {0}?", examples);
    case "rejected":
      return vscode.l10n.t("Reject {0}?", examples);
    case "flagged":
      return vscode.l10n.t("Flag {0}?", examples);
    case "proposed":
      return vscode.l10n.t("Take back what was decided about {0}?", examples);
  }
}
