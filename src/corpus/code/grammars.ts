import type { SymbolKind } from "../../core/chunk.ts";
import type { GrammarName } from "../../core/foundFile.ts";
import { base, type GrammarRules, isBlockDoc, none } from "./grammarRules.ts";
import { csharp, php } from "./managedGrammars.ts";
import { bash, powershell, ruby } from "./scriptGrammars.ts";

const javascript: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["function_declaration", "function"],
    ["generator_function_declaration", "function"],
    ["function_signature", "function"],
    ["function_expression", "function"],
    ["arrow_function", "function"],
    ["class_declaration", "class"],
    ["abstract_class_declaration", "class"],
    ["class", "class"],
    ["interface_declaration", "interface"],
    ["type_alias_declaration", "type"],
    ["enum_declaration", "enum"],
    ["module", "module"],
    ["internal_module", "module"],
    ["variable_declarator", "constant"],
    ["assignment_expression", "constant"],
    ["method_definition", "method"],
    ["method_signature", "method"],
    ["abstract_method_signature", "method"],
    ["public_field_definition", "property"],
    ["field_definition", "property"],
    ["property_signature", "property"],
    ["pair", "property"],
  ]),
  wrappers: new Set([
    "export_statement",
    "ambient_declaration",
    "expression_statement",
    "lexical_declaration",
    "variable_declaration",
  ]),
  bodies: new Set(["program", "class_body", "interface_body", "object_type", "object", "statement_block"]),
  attributes: new Set(["decorator"]),
  isDoc: isBlockDoc,
};

const python: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["function_definition", "function"],
    ["class_definition", "class"],
  ]),
  wrappers: new Set(["decorated_definition"]),
  bodies: new Set(["module", "block", "if_statement", "try_statement", "else_clause", "except_clause"]),
  isDoc: () => false,
  hasDocstrings: true,
};

const go: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["function_declaration", "function"],
    ["method_declaration", "method"],
    ["type_spec", "type"],
    ["type_alias", "type"],
    ["const_spec", "constant"],
    ["var_spec", "constant"],
    ["method_elem", "method"],
  ]),
  wrappers: new Set(["type_declaration", "const_declaration", "var_declaration"]),
  bodies: new Set(["source_file", "var_spec_list"]),
  isDoc: (comment) => !comment.startsWith("//go:") && !comment.startsWith("// +build"),
};

const rust: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["function_item", "function"],
    ["function_signature_item", "function"],
    ["struct_item", "class"],
    ["union_item", "class"],
    ["enum_item", "enum"],
    ["trait_item", "interface"],
    ["type_item", "type"],
    ["associated_type", "type"],
    ["const_item", "constant"],
    ["static_item", "constant"],
    ["macro_definition", "function"],
    ["mod_item", "module"],
    ["impl_item", "class"],
    ["field_declaration", "property"],
  ]),
  wrappers: none,
  bodies: new Set(["source_file", "declaration_list", "field_declaration_list"]),
  comments: new Set(["line_comment", "block_comment"]),
  attributes: new Set(["attribute_item"]),
  isDoc: (comment) => (comment.startsWith("///") && !comment.startsWith("////")) || isBlockDoc(comment),
};

const java: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["class_declaration", "class"],
    ["record_declaration", "class"],
    ["interface_declaration", "interface"],
    ["annotation_type_declaration", "interface"],
    ["enum_declaration", "enum"],
    ["method_declaration", "method"],
    ["constructor_declaration", "method"],
    ["field_declaration", "property"],
    ["constant_declaration", "constant"],
  ]),
  wrappers: none,
  bodies: new Set(["program", "class_body", "interface_body", "enum_body", "enum_body_declarations"]),
  comments: new Set(["block_comment", "line_comment"]),
  isDoc: isBlockDoc,
};

const cpp: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["function_definition", "function"],
    ["declaration", "function"],
    ["field_declaration", "property"],
    ["class_specifier", "class"],
    ["struct_specifier", "class"],
    ["union_specifier", "class"],
    ["enum_specifier", "enum"],
    ["type_definition", "type"],
    ["alias_declaration", "type"],
    ["preproc_function_def", "function"],
    ["preproc_def", "constant"],
    ["namespace_definition", "module"],
  ]),
  wrappers: new Set(["template_declaration"]),
  bodies: new Set([
    "translation_unit",
    "field_declaration_list",
    "declaration_list",
    "linkage_specification",
    "preproc_ifdef",
    "preproc_if",
    "preproc_else",
    "preproc_elif",
  ]),
  attributes: new Set(["template_parameter_list", "attribute_declaration"]),
  // `///<` and the like stand after what they document, and would seem to belong to the next thing.
  isDoc: (comment) => /^\/(\/[/!]|\*)(?![*!]?<)/.test(comment),
};

/** A style sheet has passages, and comments that are about them, but nothing one would ask after by name. */
const css: GrammarRules = { ...base, symbols: new Map(), wrappers: none, bodies: none, isDoc: () => false };

export const grammarRules: Readonly<Record<GrammarName, GrammarRules>> = {
  typescript: javascript,
  tsx: javascript,
  javascript,
  python,
  go,
  rust,
  java,
  cpp,
  "c-sharp": csharp,
  php,
  ruby,
  bash,
  powershell,
  css,
};
