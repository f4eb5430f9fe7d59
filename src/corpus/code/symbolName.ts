import type { Node } from "web-tree-sitter";
import type { GrammarName } from "../../core/foundFile.ts";

const identifier = /^[~#]?[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::)[~#]?[\p{L}_$][\p{L}\p{N}_$]*)*$/u;

/** Shells have dashes in names, Ruby a mark at the end. */
const scriptIdentifier = /^[\p{L}_$][\p{L}\p{N}_$:-]*[?!=]?$/u;

/**
 * The name of a declaration, with the type it belongs to where the declaration itself says so (`Buffer.Write` in Go,
 * `ns::Parser::parse` in C++). Empty for a place that has members but no name of its own; undefined for what cannot be
 * named, such as a destructured variable.
 */
export function symbolNameOf(node: Node, grammar: GrammarName): string | undefined {
  const name = rawNameOf(node, grammar);
  const isName = grammar === "powershell" || grammar === "bash" || grammar === "ruby" ? scriptIdentifier : identifier;
  return name === undefined || name === "" || isName.test(name) ? name : undefined;
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
      if (grammar === "ruby") break;
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
  if (grammar === "c-sharp" || grammar === "php" || grammar === "ruby" || grammar === "powershell") {
    const name = nameWithoutField(node);
    if (name !== undefined) return name;
  }
  if (grammar === "go" && node.type === "method_declaration") {
    const receiver = /([A-Za-z_]\w*)\s*(?:\[[^\]]*\])?\s*\)$/.exec(node.childForFieldName("receiver")?.text ?? "")?.[1];
    const method = node.childForFieldName("name")?.text;
    return receiver === undefined || method === undefined ? method : `${receiver}.${method}`;
  }
  const named = node.childForFieldName("name") ?? node.childForFieldName("property");
  return named === null ? declaredName(node) : named.text.replace(/^["']|["']$/g, "");
}

/** Where the grammar has the name deeper, or has no field for it. */
function nameWithoutField(node: Node): string | undefined {
  switch (node.type) {
    case "field_declaration":
    case "event_field_declaration":
      return node.descendantsOfType("variable_declarator")[0]?.childForFieldName("name")?.text;
    case "property_declaration":
      return node.namedChildren.find(({ type }) => type === "property_element")?.childForFieldName("name")?.text;
    case "const_declaration":
      return node.namedChildren.find(({ type }) => type === "const_element")?.namedChildren[0]?.text;
    case "assignment": {
      const left = node.childForFieldName("left");
      return left?.type === "constant" ? left.text : "=";
    }
    case "method":
      // `empty?`, `save!` and `name=` are names in Ruby.
      return node.childForFieldName("name")?.text;
    case "function_statement":
    case "class_statement":
    case "enum_statement":
    case "class_method_definition":
    case "class_property_definition":
      return node.namedChildren.find(({ type }) => /^(function_name|simple_name|variable)$/.test(type))?.text;
    default:
      return undefined;
  }
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
