import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { UserError } from "../../base/errors.ts";
import type { AskedLines } from "../../core/groundedAnswer.ts";
import type { Lines } from "../../core/movedLines.ts";
import type { Asking } from "./asking.ts";
import { placeOf } from "./editorFiles.ts";
import { askedSymbols, type FoundSymbol, symbolAt } from "./symbols.ts";

/** What a question in an editor is about. */
export interface AskedPlace {
  readonly folder: string;
  readonly uri: vscode.Uri;
  /** Whole lines. */
  readonly range: vscode.Range;
  readonly lines: AskedLines;
  /** The one that it is, or lies in. */
  readonly symbol?: FoundSymbol;
}

/** As larger files are left out of the index. */
const MAX_READ_CHARACTERS = 1024 * 1024;
/** A file that takes longer to parse, or a process that takes longer to start, is not waited for. */
const MAX_READING_MS = 5_000;

/**
 * What is selected; else the symbol, or the section, that holds the cursor; else the lines around it. Where the editor
 * knows no symbol of the file, since the extension of its language does not run yet or there is none, Espalier reads
 * the file itself.
 *
 * @param at a symbol's own range, where it is already known. Defaults to the selection.
 * @throws UserError `ask/outside`, `ask/nothing`.
 */
export async function askedPlace(
  document: vscode.TextDocument,
  at: vscode.Range,
  asking: Pick<Asking, "linesAround">,
): Promise<AskedPlace> {
  const place = placeOf(document.uri);
  if (!place) {
    throw new UserError(
      "ask/outside",
      `${vscode.workspace.asRelativePath(document.uri)} is no file of a folder that is open`,
      "Open the folder it lies in, or save it there.",
    );
  }
  const symbols = await askedSymbols(document);
  const symbol = symbolAt(symbols, at.start);
  const whole = at.isEmpty && symbols.length === 0 ? document.getText() : "";
  const isRead = whole !== "" && whole.length <= MAX_READ_CHARACTERS;
  const reading = () =>
    asking
      .linesAround(place.folder, place.path, whole.replaceAll("\r\n", "\n"), at.start.line + 1)
      // A process that cannot read them says so when it is asked.
      .catch(() => undefined);
  const own = isRead ? await Promise.race([reading(), delay(MAX_READING_MS, undefined)]) : undefined;
  const around = symbol?.range ?? (own && rangeOf(own)) ?? paragraphAt(document, at.start.line);
  const range = wholeLines(document, at.isEmpty ? around : at);
  const text = document.getText(range).replaceAll("\r\n", "\n");
  if (text.trim() === "") {
    throw new UserError("ask/nothing", "there is nothing at the cursor", "Select some lines, or go to a symbol.");
  }
  const title = symbol && range.contains(symbol.nameRange) ? symbol.name : own?.title;
  return {
    folder: place.folder,
    uri: document.uri,
    range,
    lines: {
      path: place.path,
      startLine: range.start.line + 1,
      endLine: range.end.line + 1,
      ...(title !== undefined && { title }),
      text,
    },
    ...(symbol && { symbol }),
  };
}

const rangeOf = ({ startLine, endLine }: AskedLines): vscode.Range =>
  new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER);

/** The place as its file is now, after edits moved it to these lines. */
export async function placeNow(place: AskedPlace, { start, end }: Lines): Promise<AskedPlace> {
  const document = await vscode.workspace.openTextDocument(place.uri);
  const last = Math.min(end, document.lineCount - 1);
  const range = wholeLines(document, new vscode.Range(Math.min(start, last), 0, last, Number.MAX_SAFE_INTEGER));
  const text = document.getText(range).replaceAll("\r\n", "\n");
  return {
    ...place,
    range,
    lines: { ...place.lines, startLine: range.start.line + 1, endLine: range.end.line + 1, text },
  };
}

/** Without the line on which nothing of it stands any more, and blank ones at the end. */
function wholeLines(document: vscode.TextDocument, { start, end }: vscode.Range): vscode.Range {
  let last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  while (last > start.line && document.lineAt(last).isEmptyOrWhitespace) last--;
  return new vscode.Range(start.line, 0, last, document.lineAt(last).text.length);
}

function paragraphAt(document: vscode.TextDocument, line: number): vscode.Range {
  let [first, last] = [line, line];
  while (first > 0 && !document.lineAt(first - 1).isEmptyOrWhitespace) first--;
  while (last + 1 < document.lineCount && !document.lineAt(last + 1).isEmptyOrWhitespace) last++;
  return new vscode.Range(first, 0, last, document.lineAt(last).text.length);
}
