import type { SymbolKind } from "../../core/chunk.ts";
import { base, type GrammarRules, isBlockDoc } from "./grammarRules.ts";

export const csharp: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["class_declaration", "class"],
    ["struct_declaration", "class"],
    ["record_declaration", "class"],
    ["interface_declaration", "interface"],
    ["enum_declaration", "enum"],
    ["delegate_declaration", "type"],
    ["method_declaration", "method"],
    ["constructor_declaration", "method"],
    ["property_declaration", "property"],
    ["field_declaration", "property"],
    ["event_field_declaration", "property"],
    ["namespace_declaration", "module"],
  ]),
  wrappers: new Set(["file_scoped_namespace_declaration"]),
  bodies: new Set(["compilation_unit", "declaration_list", "preproc_if", "preproc_else"]),
  attributes: new Set(["attribute_list"]),
  isDoc: (comment) => comment.startsWith("///") || isBlockDoc(comment),
  docStyle: "xml",
};

export const php: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["class_declaration", "class"],
    ["interface_declaration", "interface"],
    ["trait_declaration", "class"],
    ["enum_declaration", "enum"],
    ["function_definition", "function"],
    ["method_declaration", "method"],
    ["property_declaration", "property"],
    ["const_declaration", "constant"],
  ]),
  wrappers: new Set(["namespace_definition"]),
  bodies: new Set(["program", "declaration_list", "enum_declaration_list", "compound_statement"]),
  attributes: new Set(["attribute_list"]),
  isDoc: isBlockDoc,
  docStyle: "phpdoc",
};
