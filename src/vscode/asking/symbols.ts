import * as vscode from "vscode";

/** A symbol, or a section of a document, as the language's own extension tells it. */
export interface FoundSymbol {
  /** With the names of what it lies in: `Parser.parse`. */
  readonly name: string;
  readonly kind: vscode.SymbolKind;
  /** All of it. */
  readonly range: vscode.Range;
  /** Its name. */
  readonly nameRange: vscode.Range;
  readonly depth: number;
}

/** What can hold a documentation comment and be asked about; what is within a function is asked about with it. */
const ASKED_KINDS: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  // A heading of a document.
  vscode.SymbolKind.String,
]);

const CALLED: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
]);

/** Symbols that are asked about, in the order of the file; none where no extension knows the language. */
export async function askedSymbols(document: vscode.TextDocument): Promise<FoundSymbol[]> {
  const found = await vscode.commands.executeCommand<readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[]>(
    "vscode.executeDocumentSymbolProvider",
    document.uri,
  );
  const isMarkup = document.languageId === "markdown";
  const symbols: FoundSymbol[] = [];
  const visit = (symbol: vscode.DocumentSymbol | vscode.SymbolInformation, outer: string, depth: number): void => {
    // The editor's own Markdown names a section by its line, marks of the heading and all.
    const own = isMarkup ? symbol.name.replace(/^#+\s+/, "") : symbol.name;
    const name = outer === "" || isMarkup ? own : `${outer}.${own}`;
    // Elsewhere than in a document, a string is a value.
    const isAsked = ASKED_KINDS.has(symbol.kind) && (symbol.kind === vscode.SymbolKind.String) === isMarkup;
    // The editor hands out what is both; what has no children is of an older kind, without a range of its name.
    if (!("children" in symbol)) {
      const { range } = symbol.location;
      if (isAsked) symbols.push({ name, kind: symbol.kind, range, nameRange: range, depth });
      return;
    }
    const { kind, range, selectionRange } = symbol;
    // Of a section of Markdown, all is said to be its name.
    const nameRange = selectionRange.isSingleLine ? selectionRange : document.lineAt(selectionRange.start.line).range;
    if (isAsked) symbols.push({ name, kind, range, nameRange, depth });
    if (CALLED.has(kind)) return;
    for (const child of symbol.children) visit(child, name, depth + 1);
  };
  for (const symbol of found ?? []) visit(symbol, "", 0);
  return symbols;
}

/** The innermost that holds a position. */
export const symbolAt = (symbols: readonly FoundSymbol[], position: vscode.Position): FoundSymbol | undefined =>
  symbols.filter(({ range }) => range.contains(position)).reduce<FoundSymbol | undefined>(innermost, undefined);

const innermost = (best: FoundSymbol | undefined, each: FoundSymbol): FoundSymbol =>
  best === undefined || best.range.contains(each.range) ? each : best;
