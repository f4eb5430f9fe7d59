import type { Node } from "web-tree-sitter";
import type { SymbolKind } from "../../core/chunk.ts";
import type { GrammarRules } from "./grammarRules.ts";
import { valueOf } from "./symbolName.ts";

/** A type longer than this is read in the file, not recited. */
const MAX_TYPE_LENGTH = 500;
const MAX_SIGNATURE_LENGTH = 300;
/** With its comments and white space. A table of data can be most of a file, and is not worth going through. */
const MAX_SOURCE_LENGTH = 8000;

const mayHoldComment = /\/[/*]|#/;

/** Wrappers whose first word belongs to the declaration: `const x`, `type Shape struct`. */
const keywordWrappers = new Set([
  "lexical_declaration",
  "variable_declaration",
  "type_declaration",
  "const_declaration",
  "var_declaration",
]);
/** Declarations that are nothing but their members; they are given whole or not at all. */
const wholeTypes = new Set([
  "interface_declaration",
  "type_alias_declaration",
  "enum_declaration",
  "struct_item",
  "union_item",
  "enum_item",
  "type_item",
  "associated_type",
  "type_spec",
  "type_alias",
  "struct_specifier",
  "union_specifier",
  "enum_specifier",
  "type_definition",
  "alias_declaration",
]);

/**
 * A declaration without its body, comments and decorators; types whole, constants with their value if it is short.
 * Undefined where that would be too long to learn, or where the code does not parse.
 */
export function signatureOf(node: Node, kind: SymbolKind, rules: GrammarRules): string | undefined {
  const body = bodyOf(node, kind);
  if (kind === "module" || (node.hasError && body?.hasError !== true)) return undefined;
  const isWhole = wholeTypes.has(node.type);
  const end = isWhole ? node.endIndex : (body?.startIndex ?? node.endIndex);
  const start = afterAttributes(node, rules);
  if (end - start > MAX_SOURCE_LENGTH) return undefined;
  const code = prefixOf(node) + withoutComments(node, start, end, rules);
  const signature = isWhole ? dedent(code) : onOneLine(code);
  const limit = isWhole ? MAX_TYPE_LENGTH : MAX_SIGNATURE_LENGTH;
  return signature.length > limit || signature === "" ? undefined : signature;
}

/** What the signature stops before. */
function bodyOf(node: Node, kind: SymbolKind): Node | null {
  const value = valueOf(node);
  const isCallable = kind === "function" || kind === "method" || kind === "class";
  if (isCallable && value !== null) return value.childForFieldName("body");
  // `const limits = {…}`: the name and type say it, the value is for reading.
  if (kind === "constant" && value !== null && /.{80}|\n/.test(value.text)) return value;
  const block = node.childForFieldName("body") ?? node.childForFieldName("accessors");
  if (block !== null) return block;
  if (node.type === "class_statement") return node.children.find(({ type }) => type === "{") ?? null;
  const script = node.namedChildren.find(({ type }) => type === "script_block");
  // What a PowerShell function takes is said inside its braces.
  const rest = script?.childForFieldName("script_block_body");
  const hasParameters = script?.namedChildren.some(({ type }) => type === "param_block") === true;
  return (hasParameters ? rest : script) ?? null;
}

function prefixOf(node: Node): string {
  const wrapper = node.parent;
  if (wrapper === null) return "";
  if (keywordWrappers.has(wrapper.type)) return `${/^\w+/.exec(wrapper.text)?.[0] ?? ""} `;
  if (wrapper.type === "template_declaration") {
    return wrapper.text.slice(0, node.startIndex - wrapper.startIndex).trim() + "\n";
  }
  return "";
}

/** Where the declaration itself begins: attributes say how it is treated, not what it is. */
function afterAttributes(node: Node, { attributes }: GrammarRules): number {
  let start = node.startIndex;
  if (attributes.size === 0) return start;
  for (const child of node.namedChildren) {
    if (!attributes.has(child.type)) break;
    start = child.endIndex;
  }
  return start;
}

function withoutComments(node: Node, start: number, end: number, rules: GrammarRules): string {
  const { text, startIndex } = node;
  // Going through the tree is slow, and most declarations have no comment in them.
  const whole = text.slice(start - startIndex, end - startIndex);
  if (!mayHoldComment.test(whole)) return whole;
  let code = "";
  let position = start;
  for (const comment of node.descendantsOfType([...rules.comments])) {
    if (comment.startIndex >= end) break;
    if (comment.startIndex < start) continue;
    code += text.slice(position - startIndex, comment.startIndex - startIndex);
    position = comment.endIndex;
  }
  return code + text.slice(position - startIndex, end - startIndex);
}

function onOneLine(code: string): string {
  return code
    .replace(/\s+/g, " ")
    .replace(/^(?:@[\w.]+(?:\([^()]*\))? )+/, "")
    .replace(/([([]) | (?=[)\],;])/g, "$1")
    .replace(/,(?=[)\]])/g, "")
    .trim()
    .replace(/(?:\s*(?:=|:|;|\{|;\s*end))+$/, "")
    .replace(/=>$/, "=> …")
    .trim();
}

/** Several lines, without the indentation they share below the first, and without lines that comments left empty. */
function dedent(code: string): string {
  const [first = "", ...rest] = code.split("\n").filter((line) => line.trim() !== "");
  const indents = rest.map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const shared = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  const lines = [first, ...rest.map((line) => line.slice(shared))];
  // Where a comment stood in the line, two spaces are left.
  return lines
    .map((line) => line.replace(/(\S) {2,}/g, "$1 ").trimEnd())
    .join("\n")
    .replace(/;$/, "");
}
