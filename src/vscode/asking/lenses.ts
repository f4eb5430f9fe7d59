import * as vscode from "vscode";
import { placeOf } from "./editorFiles.ts";
import type { AskTarget } from "./inline.ts";
import { askedSymbols, symbolAt } from "./symbols.ts";

const FILES: vscode.DocumentSelector = { scheme: "file" };
/** A lens on each of very many symbols is seen by nobody, and slows the editor. */
const MAX_LENSES = 400;

/** A language that is just starting knows no symbols yet, and tells nobody once it does. */
const ASK_AGAIN_MS = [2_000, 5_000, 15_000] as const;

const settingOf = (name: string, uri: vscode.Uri): boolean =>
  vscode.workspace.getConfiguration("espalier", uri).get<boolean>(name, false);

const canAsk = (uri: vscode.Uri): boolean => vscode.workspace.isTrusted && placeOf(uri) !== undefined;

/** *Ask Espalier* above symbols, and in the light bulb of a selection or a symbol. */
export function registerAskLenses(): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  /** How often a document without symbols was asked about again. */
  const asked = new WeakMap<vscode.TextDocument, number>();
  let timer: NodeJS.Timeout | undefined;
  const askAgain = (document: vscode.TextDocument): void => {
    const attempt = asked.get(document) ?? 0;
    const delay = ASK_AGAIN_MS[attempt];
    if (delay === undefined) return;
    asked.set(document, attempt + 1);
    clearTimeout(timer);
    timer = setTimeout(() => changed.fire(), delay);
  };
  const lenses: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      if (!settingOf("ask.codeLens", document.uri) || !canAsk(document.uri)) return [];
      const symbols = await askedSymbols(document);
      if (symbols.length === 0) askAgain(document);
      return symbols.slice(0, MAX_LENSES).map(({ nameRange, name }) => {
        const at = new vscode.Range(nameRange.start, nameRange.start);
        const tooltip = vscode.l10n.t("Ask about {0}", name);
        return new vscode.CodeLens(nameRange, { ...askCommand(document.uri, at), tooltip });
      });
    },
  };
  const bulb: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, { only, triggerKind }) {
      if (!canAsk(document.uri) || (only && !KIND.intersects(only))) return [];
      const isAsked = triggerKind === vscode.CodeActionTriggerKind.Invoke || !range.isEmpty;
      // A bulb on every line one comes by would only be in the way: where nothing is selected, it must be a name.
      const symbol = symbolAt(await askedSymbols(document), range.start);
      if (!isAsked && !symbol?.nameRange.contains(range.start)) return [];
      const titles = {
        "espalier.ask": vscode.l10n.t("Ask Espalier about this"),
        "espalier.explain": vscode.l10n.t("Explain this with Espalier"),
      };
      return Object.entries(titles).map(([command, title]) => ({
        title,
        kind: KIND,
        command: { ...askCommand(document.uri, range, command), title },
      }));
    },
  };
  return vscode.Disposable.from(
    changed,
    { dispose: () => clearTimeout(timer) },
    vscode.languages.registerCodeLensProvider(FILES, lenses),
    vscode.languages.registerCodeActionsProvider(FILES, bulb, { providedCodeActionKinds: [KIND] }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("espalier.ask.codeLens")) changed.fire();
    }),
  );
}

const KIND = vscode.CodeActionKind.Empty.append("espalier");

function askCommand(uri: vscode.Uri, range: vscode.Range, command = "espalier.ask"): vscode.Command {
  const { start, end } = range;
  const target: AskTarget = { uri: uri.toString(), range: [start.line, start.character, end.line, end.character] };
  return { command, title: vscode.l10n.t("Ask Espalier"), arguments: [target] };
}
