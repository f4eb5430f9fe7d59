import { isAbsolute, relative, sep } from "node:path";
import * as vscode from "vscode";
import { datasetPath } from "../../app/datasets/datasetPath.ts";
import { UserError } from "../../base/errors.ts";
import type { ExampleContent } from "../../core/example.ts";
import type { JobFunctions } from "../../protocol/jobs.ts";
import type { DatasetName } from "../../protocol/curation.ts";
import type { Curation } from "./curation.ts";
import type { Folders } from "../folders.ts";
import type { Jobs } from "../jobs.ts";
import { type Log, reportError, reporting } from "../report.ts";
import type { ReviewView } from "./reviewView.ts";
import { requireTrust } from "../trust.ts";

type WrittenExample = Parameters<JobFunctions["example/add"]>[0]["example"];

type AddedExample = Awaited<ReturnType<JobFunctions["example/add"]>>;

/** Adds an example to the dataset, and offers to show it or to take it back. */
export type AddExample = (example: WrittenExample) => Promise<AddedExample>;

export interface ExampleAdder extends vscode.Disposable {
  readonly add: AddExample;
  /** Whether it was added in this workspace, to a dataset that did not have it. */
  canTakeBack(id: string): boolean;
  /** Takes such a one out again. */
  takeBack(id: string): Promise<void>;
  /** One is in the dataset no more. */
  readonly onDidTakeBack: vscode.Event<string>;
}

const KEY = "espalier.added";
/** More than are shown anywhere with a way back. */
const KEPT = 200;

export function exampleAdder(
  curation: Pick<Curation, "target">,
  jobs: Jobs,
  memory: vscode.Memento,
  log: Log,
  show: ReviewView["show"],
): ExampleAdder {
  const takenBack = new vscode.EventEmitter<string>();
  /** Where those went that were added, also before the window was reloaded: what was compared is still shown then. */
  const homes = new Map(memory.get<readonly (readonly [string, DatasetName])[]>(KEY, []));
  const keepHomes = (): void => void memory.update(KEY, [...homes].slice(-KEPT));
  const working = <T>(title: string, work: Parameters<typeof jobs<T>>[0]) =>
    vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => jobs(work));

  async function takeBack(id: string): Promise<void> {
    const home = homes.get(id);
    if (!home) return;
    const request = { path: datasetPath(home.folder, home.name), id };
    const { signal } = new AbortController();
    await working(vscode.l10n.t("Taking an example back"), (functions) => functions["example/remove"](request, signal));
    homes.delete(id);
    keepHomes();
    takenBack.fire(id);
  }

  async function offer(text: string, id: string, canTakeBack: boolean): Promise<void> {
    const [toShow, toUndo] = [vscode.l10n.t("Show"), vscode.l10n.t("Undo")];
    const actions = canTakeBack ? [toShow, toUndo] : [toShow];
    const chosen = await vscode.window.showInformationMessage(text, ...actions);
    if (chosen === toShow) await show(id);
    if (chosen === toUndo) await takeBack(id);
  }

  return {
    async add(example) {
      requireTrust();
      const home = await curation.target();
      const request = { folder: home.folder, path: datasetPath(home.folder, home.name), example };
      const { signal } = new AbortController();
      const added = await working(vscode.l10n.t("Adding an example"), (functions) =>
        functions["example/add"](request, signal),
      );
      const { id, isKnown, isWithheld } = added;
      if (!isKnown) {
        homes.set(id, home);
        keepHomes();
      }
      const text = isWithheld
        ? vscode.l10n.t("The example holds something that looks like a secret. It takes no part until you decide.")
        : isKnown
          ? vscode.l10n.t("The dataset has this example already.")
          : vscode.l10n.t("The example is in the dataset.");
      // Not waited for: the work is done, whatever becomes of the message.
      void offer(text, id, !isKnown).catch((error: unknown) => reportError(log, error));
      return added;
    },
    canTakeBack: (id) => homes.has(id),
    takeBack,
    onDidTakeBack: takenBack.event,
    dispose: () => takenBack.dispose(),
  };
}

/** The command that makes an example of what is selected in the editor. */
export const registerAddSelection = (log: Log, folders: Folders, add: AddExample): vscode.Disposable =>
  vscode.commands.registerCommand(
    "espalier.addSelection",
    reporting(log, () => addSelection(folders, add)),
  );

async function addSelection(folders: Folders, add: AddExample): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? "";
  if (!editor || text.trim() === "") {
    throw new UserError(
      "selection/empty",
      "nothing is selected in an editor",
      "Select the lines that hold the answer.",
    );
  }
  const { document, selection } = editor;
  const question = await vscode.window.showInputBox({
    title: vscode.l10n.t("Add Selection to Dataset"),
    prompt: vscode.l10n.t("The question that the selection answers"),
    placeHolder: vscode.l10n.t("How is … done?"),
    validateInput: (value) => (value.trim() === "" ? vscode.l10n.t("Type a question.") : undefined),
  });
  if (question === undefined) return;
  const source = sourceOf(folders.require(), document.uri, selection);
  const content = asked(question.trim(), answerOf(document, text));
  await add({ kind: "written", content, ...(source && { source }) });
}

const asked = (question: string, answer: string): ExampleContent => ({
  form: "chat",
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
});

/** Prose as it stands, code as a model writes it: in a fence with its language. */
function answerOf({ languageId }: vscode.TextDocument, text: string): string {
  const lines = text.replaceAll("\r\n", "\n").replace(/^\n+|\s+$/g, "");
  if (/^(plaintext|markdown|asciidoc|restructuredtext|latex)$/.test(languageId)) return lines.trim();
  return `\`\`\`${languageId}\n${lines}\n\`\`\``;
}

/** Where the selection stands, if in a file of the folder. */
function sourceOf(folder: string, uri: vscode.Uri, { start, end }: vscode.Selection): WrittenExample["source"] {
  const path = relative(folder, uri.fsPath);
  if (uri.scheme !== "file" || path === "" || path.startsWith("..") || isAbsolute(path)) return undefined;
  // Whole lines end at the beginning of the next.
  const lastLine = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { path: path.split(sep).join("/"), startLine: start.line + 1, endLine: lastLine };
}
