import * as vscode from "vscode";
import { UserError } from "../../base/errors.ts";
import { docCommentOf, docCommentSyntax, type DocCommentSyntax } from "../../core/docComment.ts";
import { askedSymbols, type FoundSymbol } from "./symbols.ts";

/** Where a document's comment in lines of its own goes, for languages whose documentation stands inside of a symbol. */
const HASH_LINES: DocCommentSyntax = { line: "# ", place: "above" };

/**
 * Writes a text as the documentation of a symbol, or of lines where there is none, as an edit that can be undone.
 *
 * @param name of the symbol; it is looked for again, since the file may have changed.
 * @param line 0-based: where it was, or where the comment goes.
 * @throws UserError `doc/language`, `doc/refused`.
 */
export async function insertDocComment(
  uri: vscode.Uri,
  name: string | undefined,
  line: number,
  text: string,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const known = docCommentSyntax(document.languageId);
  if (!known) {
    throw new UserError(
      "doc/language",
      `how ${document.languageId} writes a comment is not known`,
      "Copy the answer, and paste it where it belongs.",
    );
  }
  const symbol = nearest(await askedSymbols(document), name, line);
  const header = known.place === "inside" && symbol ? headerEnd(document, symbol) : undefined;
  const syntax = known.place === "inside" && header === undefined ? HASH_LINES : known;
  const at = header === undefined ? Math.min(symbol?.range.start.line ?? line, document.lineCount - 1) : header + 1;
  const indent = header === undefined ? indentOf(document, at) : bodyIndent(document, header);
  const eol = document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n";
  const comment = docCommentOf(syntax, text, indent).join(eol);
  const edit = new vscode.WorkspaceEdit();
  if (at < document.lineCount) edit.insert(uri, new vscode.Position(at, 0), comment + eol);
  else edit.insert(uri, document.lineAt(document.lineCount - 1).range.end, eol + comment);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new UserError("doc/refused", `${document.fileName} cannot be changed now`, "See whether it is read-only.");
  }
}

/** Of several with one name, the one nearest to where it was. */
function nearest(symbols: readonly FoundSymbol[], name: string | undefined, line: number): FoundSymbol | undefined {
  const distance = ({ range }: FoundSymbol) => Math.abs(range.start.line - line);
  return symbols.filter((symbol) => symbol.name === name).sort((a, b) => distance(a) - distance(b))[0];
}

/** The line that ends what a body follows, as Python writes it: a colon outside of brackets. */
function headerEnd(document: vscode.TextDocument, { nameRange, range }: FoundSymbol): number | undefined {
  let depth = 0;
  for (let line = nameRange.start.line; line <= range.end.line; line++) {
    const code = document.lineAt(line).text.replace(/#.*$/, "");
    for (const character of code) depth += "([{".includes(character) ? 1 : ")]}".includes(character) ? -1 : 0;
    if (depth <= 0 && code.trimEnd().endsWith(":")) return line;
  }
  return undefined;
}

const indentOf = (document: vscode.TextDocument, line: number): string =>
  /^[ \t]*/.exec(document.lineAt(line).text)?.[0] ?? "";

/** As the body is indented, or as it would be. */
function bodyIndent(document: vscode.TextDocument, header: number): string {
  const outer = indentOf(document, header);
  for (let line = header + 1; line < document.lineCount; line++) {
    if (document.lineAt(line).isEmptyOrWhitespace) continue;
    const indent = indentOf(document, line);
    return indent.length > outer.length ? indent : `${outer}    `;
  }
  return `${outer}    `;
}
