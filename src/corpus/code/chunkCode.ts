import type { Node } from "web-tree-sitter";
import { at } from "../../base/at.ts";
import type { FileDocChunk, SymbolChunk, SymbolKind } from "../../core/chunk.ts";
import { docstringOf, docTextOf } from "../comments/docComment.ts";
import { fileDocOf } from "./fileDoc.ts";
import type { GrammarRules } from "./grammarRules.ts";
import { grammarRules } from "./grammars.ts";
import type { GrammarName } from "../../core/foundFile.ts";
import { exportedNames, isPublicSymbol } from "./publicSymbol.ts";
import { endRow, startRow } from "./rows.ts";
import { signatureOf } from "./signature.ts";
import { symbolNameOf, valueOf } from "./symbolName.ts";

/** Deeper nesting is no code that people wrote. */
const MAX_DEPTH = 40;

/** Everything that `chunkCode` carries from a node to the nodes in it. */
interface Scope {
  readonly path: string;
  readonly grammar: GrammarName;
  readonly rules: GrammarRules;
  readonly exported: ReadonlySet<string>;
  /** Of the enclosing symbols: `Parser`; empty at the top. */
  readonly owner: string;
  readonly ownerKind: SymbolKind | undefined;
  readonly ownerIsPublic: boolean;
  /** Inside an `export` or `declare`. */
  readonly isExported: boolean;
  readonly depth: number;
}

/** What stands above a symbol and belongs to it. */
interface Above {
  readonly comments: readonly Node[];
  /** 0-based line of the first attribute or decorator among it. */
  readonly attributeRow?: number;
}

/**
 * The comment at the head of a code file, if it has one, and each declaration outside function bodies, with its doc
 * comment, signature and lines. Code that does not parse costs the declarations it breaks, never the file.
 *
 * @param path for the provenance only.
 * @param root of the tree of `text`.
 */
export function chunkCode(
  path: string,
  text: string,
  root: Node,
  grammar: GrammarName,
): readonly (FileDocChunk | SymbolChunk)[] {
  const rules = grammarRules[grammar];
  const fileDoc = fileDocOf(path, root, rules);
  const symbols = members(root, {
    path,
    grammar,
    rules,
    exported: exportedNames(text),
    owner: "",
    ownerKind: undefined,
    ownerIsPublic: true,
    isExported: false,
    depth: 0,
  });
  // A comment that heads the file is not also the doc of what happens to follow.
  return fileDoc === undefined ? symbols : [fileDoc, ...symbols];
}

/** The symbols in `container`. What stands above a mere wrapper belongs to the first symbol in it. */
function members(container: Node, scope: Scope, outside: Above = { comments: [] }): SymbolChunk[] {
  const { rules } = scope;
  const found: SymbolChunk[] = [];
  let above = [...outside.comments];
  let { attributeRow } = outside;
  let access = container.parent?.type === "class_specifier" ? "private" : "public";
  let codeRow = -1;
  let lastRow = above.length > 0 || attributeRow !== undefined ? startRow(container) : -1;
  for (const child of container.namedChildren) {
    if (rules.comments.has(child.type)) {
      const endsLine = startRow(child) === codeRow && !child.text.startsWith("/**");
      // A comment that ends a line of code speaks of that line.
      if (!endsLine) above = continues(above, child) ? [...above, child] : [child];
      lastRow = endRow(child);
    } else if (rules.attributes.has(child.type)) {
      attributeRow ??= startRow(child);
      lastRow = endRow(child);
    } else if (child.type === "access_specifier" || isRubyAccess(child, scope)) {
      access = child.text;
      above = [];
      attributeRow = undefined;
    } else {
      const isNext = startRow(child) - lastRow <= 1;
      const inner = access === "public" ? scope : { ...scope, ownerIsPublic: false };
      const own = isNext ? { comments: above, ...(attributeRow === undefined ? {} : { attributeRow }) } : undefined;
      found.push(...symbolsOf(child, inner, own ?? { comments: [] }));
      above = [];
      attributeRow = undefined;
      codeRow = endRow(child);
    }
  }
  return found;
}

function symbolsOf(node: Node, scope: Scope, above: Above): SymbolChunk[] {
  const { rules } = scope;
  if (scope.depth >= MAX_DEPTH) return [];
  if (rules.wrappers.has(node.type)) {
    const isExport = node.type === "export_statement" || node.type === "ambient_declaration";
    return members(node, { ...scope, isExported: scope.isExported || isExport }, above);
  }
  if (rules.bodies.has(node.type)) return members(node, { ...scope, depth: scope.depth + 1 });
  const kind = rules.symbols.get(node.type);
  return kind === undefined ? [] : symbolAndMembers(node, refine(kind, node, scope), scope, above);
}

function symbolAndMembers(node: Node, kind: SymbolKind, scope: Scope, above: Above): SymbolChunk[] {
  const name = symbolNameOf(node, scope.grammar);
  if (name === undefined) return [];
  const symbol = [scope.owner, name].filter((part) => part !== "").join(separatorOf(node, scope));
  const isPublic = scope.ownerIsPublic && isPublicSymbol(node, name, scope);
  const inner: Scope = {
    ...scope,
    owner: symbol,
    ownerKind: kind,
    ownerIsPublic: isPublic,
    // What a namespace exports is said inside it.
    isExported: false,
    depth: scope.depth + 1,
  };
  const body = membersBodyOf(node, kind);
  const found = body === null ? [] : members(body, inner, { comments: commentsBefore(body, node, scope.rules) });
  // `impl Parser` and `module.exports = {` are no symbols, only places of some.
  if (node.type === "impl_item" || name === "") return found;

  const first = Math.min(startRow(above.comments[0] ?? node), above.attributeRow ?? Infinity);
  const signature = signatureOf(node, kind, scope.rules);
  const doc = scope.rules.hasDocstrings ? docstringOf(node) : docTextOf(commentsOn(node, above), scope.rules);
  const chunk: SymbolChunk = {
    kind: "symbol",
    source: { path: scope.path, startLine: first + 1, endLine: endRow(node) + 1, title: symbol },
    symbol,
    symbolKind: kind,
    isPublic,
    ...(signature === undefined ? {} : { signature }),
    ...(doc === undefined ? {} : { doc }),
    text: node.text,
  };
  return [chunk, ...found];
}

/** What a symbol is, seen with its value and its owner: a constant that holds a function is a function. */
function refine(kind: SymbolKind, node: Node, scope: Scope): SymbolKind {
  const isMember = scope.ownerKind === "class" || scope.ownerKind === "interface";
  const valueType = valueOf(node)?.type;
  const holdsFunction =
    valueType === "arrow_function" || valueType === "function_expression" || valueType === "generator_function";
  if (kind === "constant" && holdsFunction) return "function";
  if (kind === "constant" && (valueType === "class" || valueType === "class_declaration")) return "class";
  if (kind === "property" && (holdsFunction || declaresFunction(node))) return "method";
  if (kind === "function" && node.type === "declaration" && !declaresFunction(node)) return "constant";
  if (kind === "function" && isMember) return "method";
  return kind;
}

function declaresFunction(node: Node): boolean {
  for (let part = node.childForFieldName("declarator"); part !== null; part = part.childForFieldName("declarator")) {
    if (part.type === "function_declarator") return true;
  }
  return false;
}

/** The node that holds the members of a symbol, or null where members are a body of statements, or there are none. */
function membersBodyOf(node: Node, kind: SymbolKind): Node | null {
  if (kind === "function" || kind === "method" || kind === "enum") return null;
  const value = valueOf(node);
  if (value?.type === "object") return value;
  if (value?.type === "class") return value.childForFieldName("body");
  if (node.type === "class_statement") return node;
  // Go keeps the members of `type Shape interface { … }` in the type itself.
  const type = node.childForFieldName("type");
  if (type?.type === "interface_type") return type;
  return node.childForFieldName("body");
}

/** The comments above a symbol; PowerShell has them inside as well. */
function commentsOn(node: Node, above: Above): readonly Node[] {
  if (above.comments.length > 0 || node.type !== "function_statement") return above.comments;
  return node.namedChildren.filter(({ type }) => type === "comment");
}

/** In Ruby the comment on the first member stands before the body begins. */
function commentsBefore(body: Node, node: Node, { comments, docStyle }: GrammarRules): Node[] {
  if (docStyle !== "yard") return [];
  const found: Node[] = [];
  let next = startRow(body);
  for (const child of node.namedChildren.toReversed()) {
    if (child.startIndex >= body.startIndex) continue;
    if (!comments.has(child.type) || next - endRow(child) > 1) break;
    found.unshift(child);
    next = startRow(child);
  }
  return found;
}

function isRubyAccess(node: Node, { grammar }: Scope): boolean {
  return grammar === "ruby" && node.type === "identifier" && /^(public|private|protected)$/.test(node.text);
}

/** As the language itself writes it: `Buffer::write`, `Queue#push`. */
function separatorOf(node: Node, { grammar, ownerKind }: Scope): string {
  if (grammar === "rust" || grammar === "cpp" || grammar === "php") return "::";
  if (grammar !== "ruby" || node.type === "singleton_method") return ".";
  return node.type === "method" && ownerKind !== undefined ? "#" : "::";
}

/** Whether `comment` goes on from the comments above: line comments on consecutive lines. */
function continues(above: readonly Node[], comment: Node): boolean {
  if (above.length === 0 || isBlock(comment)) return false;
  const last = at(above, above.length - 1);
  return !isBlock(last) && startRow(comment) === endRow(last) + 1;
}

const isBlock = (comment: Node): boolean => /^(\/\*|<#)/.test(comment.text);
