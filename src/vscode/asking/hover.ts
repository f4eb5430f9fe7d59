import * as vscode from "vscode";
import { type Log, signalOf } from "../report.ts";
import { answerMarkdown, OPEN_PLACE } from "./answerMarkdown.ts";
import { askedPlace } from "./askedPlace.ts";
import type { Asking } from "./asking.ts";
import { placeOf } from "./editorFiles.ts";
import { explaining } from "./inline.ts";
import { askedSymbols } from "./symbols.ts";

/** Nobody reads more of a hover, or waits for it. */
const MAX_TOKENS = 64;
/** Answers that are kept, since one comes by the same names again and again. */
const KEPT = 50;

/** Explains the symbol whose name is under the mouse, where the setting asks for it. */
export function registerExplainingHover(log: Log, asking: Asking): vscode.Disposable {
  /** By file, version and symbol. */
  const known = new Map<string, vscode.Hover>();
  const provider: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      const settings = vscode.workspace.getConfiguration("espalier", document.uri);
      if (!settings.get<boolean>("ask.hover", false) || !placeOf(document.uri)) return undefined;
      if (!vscode.workspace.isTrusted) return undefined;
      const symbol = (await askedSymbols(document)).find(({ nameRange }) => nameRange.contains(position));
      if (!symbol || token.isCancellationRequested) return undefined;
      const key = `${document.uri.toString()} ${document.version} ${symbol.name} ${symbol.range.start.line}`;
      const kept = known.get(key);
      if (kept) return kept;
      const start = symbol.nameRange.start;
      const { folder, lines } = await askedPlace(document, new vscode.Range(start, start), asking);
      try {
        const asked = { folder, question: explaining(symbol.name), about: lines, maxTokens: MAX_TOKENS };
        const result = await asking.ask(asked, () => undefined, signalOf(token));
        const markdown = new vscode.MarkdownString(answerMarkdown(result, { folder, t: vscode.l10n.t }));
        markdown.isTrusted = { enabledCommands: [OPEN_PLACE] };
        const hover = new vscode.Hover(markdown, symbol.nameRange);
        if (known.size >= KEPT) known.delete(known.keys().next().value ?? "");
        known.set(key, hover);
        return hover;
      } catch (error) {
        // A mouse that comes by is no question: what fails is told in the log, not in a message.
        if (!token.isCancellationRequested) log.warn(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },
  };
  return vscode.languages.registerHoverProvider({ scheme: "file" }, provider);
}
