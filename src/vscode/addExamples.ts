import { isAbsolute, relative, sep } from "node:path";
import * as vscode from "vscode";
import { defaultDatasetPath } from "../app/defaults.ts";
import { UserError } from "../base/errors.ts";
import type { ExampleContent } from "../core/example.ts";
import type { JobFunctions } from "../protocol/jobs.ts";
import type { Folders } from "./folders.ts";
import type { Jobs } from "./jobs.ts";
import { type Log, reporting } from "./report.ts";
import type { ReviewView } from "./reviewView.ts";
import { requireTrust } from "./trust.ts";

type WrittenExample = Parameters<JobFunctions["example/add"]>[0]["example"];

/** Adds an example to the dataset, and offers to show it. */
export type AddExample = (example: WrittenExample) => Promise<void>;

export function exampleAdder(folders: Folders, jobs: Jobs, show: ReviewView["show"]): AddExample {
  return async (example) => {
    requireTrust();
    const folder = folders.require();
    const request = { folder, path: defaultDatasetPath(folder), example };
    const { signal } = new AbortController();
    const { id, isKnown, isWithheld } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Adding an example") },
      () => jobs((functions) => functions["example/add"](request, signal)),
    );
    const text = isWithheld
      ? vscode.l10n.t("The example holds something that looks like a secret. It takes no part until you decide.")
      : isKnown
        ? vscode.l10n.t("The dataset has this example already.")
        : vscode.l10n.t("The example is in the dataset.");
    const action = vscode.l10n.t("Show");
    // Not waited for: the work is done, whatever becomes of the message.
    void vscode.window
      .showInformationMessage(text, action)
      .then((chosen) => (chosen === action ? show(id) : undefined));
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
