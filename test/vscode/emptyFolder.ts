import assert from "node:assert/strict";
import * as vscode from "vscode";
import manifest from "../../package.json" with { type: "json" };
import { espalier } from "./extensionUnderTest.ts";

type Called = (...args: readonly unknown[]) => unknown;

/** What people see of a command: sentences, and what opens. */
const seen = { sentences: [] as string[], opened: [] as string[] };

/** The button that is pressed below a question; none as by Escape. */
let agreedTo: string | undefined;

/** Sentences that nobody answers, which would stay there for ever. */
const SAYS = ["showErrorMessage", "showWarningMessage", "showInformationMessage", "setStatusBarMessage"] as const;
/** Dialogs of the system, which no test can close. */
const ASKS = ["showOpenDialog", "showSaveDialog"] as const;
/** What the editor draws itself: it is shown for real, and closed. */
const CLOSES = ["showQuickPick", "showInputBox"] as const;
const OPENS = ["createInputBox", "createWebviewPanel", "showTextDocument", "withProgress"] as const;
/** Commands of the editor that only note or close something. */
const UNSEEN = /^(setContext|espalier\.|workbench\.action\.close)/;

/** Puts `next` in the place of what the extension calls; both have the very object. */
function replace(where: object, name: string, next: (real: Called) => Called): void {
  const real = (Reflect.get(where, name) as Called).bind(where);
  assert.ok(Reflect.set(where, name, next(real)), `${name} cannot be watched`);
}

function watch(): void {
  const { window, commands } = vscode;
  for (const name of SAYS) {
    replace(window, name, () => (text) => {
      seen.sentences.push(String(text));
      return name === "setStatusBarMessage" ? { dispose: () => undefined } : Promise.resolve(agreedTo);
    });
  }
  for (const name of ASKS) {
    replace(window, name, () => () => {
      seen.opened.push(name);
      return Promise.resolve(undefined);
    });
  }
  for (const name of CLOSES) {
    replace(window, name, (real) => async (...args) => {
      seen.opened.push(name);
      const answer = real(...args);
      await new Promise((resolve) => setTimeout(resolve, DRAWN_MS));
      await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
      return answer;
    });
  }
  for (const name of OPENS) {
    replace(window, name, (real) => (...args) => {
      seen.opened.push(name);
      return real(...args);
    });
  }
  replace(commands, "executeCommand", (real) => (name, ...args) => {
    if (!UNSEEN.test(String(name)) || /^espalier\.\w+\.focus$/.test(String(name))) seen.opened.push(String(name));
    return real(name, ...args);
  });
}

/** A list that is closed while it is being drawn opens all the same. */
const DRAWN_MS = 300;
/** Where nothing is to be waited for but processes, that have to start. */
const PATIENCE_MS = 60_000;

const { commands, menus } = manifest.contributes;
const hidden = new Set(menus.commandPalette.filter(({ when }) => when === "false").map(({ command }) => command));
/** What the palette offers only while an index is made, and what a view shows of itself. */
const SILENT = new Set(["espalier.source.stop", "espalier.source.refresh", "espalier.source.index"]);

describe("in a folder in which nothing is", () => {
  before(async () => {
    await espalier().activate();
    watch();
  });

  it("is so", async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    assert.equal(vscode.workspace.isTrusted, true);
    assert.deepEqual(await vscode.workspace.fs.readDirectory(folder.uri), []);
  });

  for (const { command } of commands) {
    it(`${command} says in one sentence what to do, or opens something`, async () => {
      seen.sentences.length = seen.opened.length = 0;
      const before = openThings();
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`still at work: ${JSON.stringify(seen)}`)), PATIENCE_MS);
      });
      await Promise.race([vscode.commands.executeCommand(command), patience]).finally(() => clearTimeout(timer));
      const { sentences, opened } = seen;
      for (const sentence of sentences) assert.match(sentence, /^[^\n]{10,400}[.?]$/);
      if (!hidden.has(command) && !SILENT.has(command) && opened.length + sentences.length === 0) {
        const deadline = Date.now() + PATIENCE_MS;
        while (openThings() <= before) {
          assert.ok(Date.now() < deadline, "nothing was to be seen");
          await new Promise((resolve) => setTimeout(resolve, DRAWN_MS));
        }
      }
      assert.ok(sentences.length <= 1, sentences.join(" / "));
      await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });
  }

  it("says that there is no index to delete, once somebody agrees to delete it", async () => {
    seen.sentences.length = 0;
    agreedTo = "Delete";
    // The first deletes what was indexed above.
    for (let time = 0; time < 2; time++) await vscode.commands.executeCommand("espalier.source.deleteIndex");
    agreedTo = undefined;
    assert.equal(seen.sentences.at(-1), "There is no index of this folder to delete.");
  });
});

/** Tabs, and the logs that are shown below them. */
const openThings = (): number =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length +
  vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === "output").length;
