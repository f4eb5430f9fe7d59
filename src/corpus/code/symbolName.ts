import type { Node } from "web-tree-sitter";
import type { GrammarName } from "../../core/foundFile.ts";

const identifier = /^[~#]?[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::)[~#]?[\p{L}_$][\p{L}\p{N}_$]*)*$/u;

/**
 * The name of a declaration, with the type it belongs to where the declaration itself says so (`Buffer.Write` in Go,
 * `ns::Parser::parse` in C++). Empty for a place that has members but no name of its own; undefined for what cannot be
 * named, such as a destructured variable.
 */
export function symbolNameOf(node: Node, grammar: GrammarName): string | undefined {
  const name = rawNameOf(node, grammar);
  return name === undefined || name === "" || identifier.test(name) ? name : undefined;
}

function rawNameOf(node: Node, grammar: GrammarName): string | undefined {
  switch (node.type) {
    case "impl_item":
      return bare(node.childForFieldName("type"));
    case "assignment_expression":
      // `exports.Option = Option` declares nothing.
      if (valueOf(node)?.type === "identifier" || valueOf(node)?.type === "member_expression") return undefined;
      return assignedName(node.childForFieldName("left")?.text ?? "");
    case "pair":
      return node.childForFieldName("key")?.text.replace(/^["']|["']$/g, "");
    case "function_expression":
    case "arrow_function":
    case "class":
      return node.parent?.type === "export_statement" ? "default" : undefined;
    case "class_specifier":
    case "struct_specifier":
    case "union_specifier":
    case "enum_specifier":
      // Without a body it is a forward declaration.
      return node.childForFieldName("body") === null ? undefined : node.childForFieldName("name")?.text;
    default:
      break;
  }
  if (grammar === "go" && node.type === "method_declaration") {
    const receiver = /([A-Za-z_]\w*)\s*(?:\[[^\]]*\])?\s*\)$/.exec(node.childForFieldName("receiver")?.text ?? "")?.[1];
    const method = node.childForFieldName("name")?.text;
    return receiver === undefined || method === undefined ? method : `${receiver}.${method}`;
  }
  const named = node.childForFieldName("name") ?? node.childForFieldName("property");
  return named === null ? declaredName(node) : named.text.replace(/^["']|["']$/g, "");
}

/** What a variable, property or assignment is given, or null. */
export function valueOf(node: Node): Node | null {
  return node.childForFieldName(node.type === "assignment_expression" ? "right" : "value");
}

/** `exports.parse`, `module.exports.parse`, `Parser.prototype.parse` -> `parse`, `parse`, `Parser.parse`. */
function assignedName(left: string): string | undefined {
  if (left === "module.exports" || left === "exports") return "";
  if (left.startsWith("this.")) return undefined;
  return left.replace(/^(?:module\.)?exports\./, "").replace(/\.prototype(?=\.|$)/, "");
}

/** The name inside C's nested declarators: `char *(*table[4])(int)`. */
function declaredName(node: Node): string | undefined {
  let part = node.childForFieldName("declarator");
  for (; part !== null;) {
    const inner = part.childForFieldName("declarator") ?? part.childForFieldName("name");
    // A qualified name is whole; its `name` is only the end of it.
    if (inner === null || part.type === "qualified_identifier") return part.text;
    part = inner;
  }
  return undefined;
}

/** A type's name without its parameters: `Buffer<T>` -> `Buffer`. */
function bare(type: Node | null): string | undefined {
  return type?.text.replace(/<[\s\S]*$/, "").trim();
}
