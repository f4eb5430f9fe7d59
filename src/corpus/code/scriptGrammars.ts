import type { SymbolKind } from "../../core/chunk.ts";
import { base, type GrammarRules, none } from "./grammarRules.ts";

/** Lines for the interpreter or for checkers. */
const isDirective = (comment: string): boolean =>
  /^#(!|\s*(frozen_string_literal|encoding|-\*-|rubocop|typed:|shellcheck|requires|region|endregion)\b)/i.test(comment);

export const ruby: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["class", "class"],
    ["module", "module"],
    ["method", "method"],
    ["singleton_method", "method"],
    ["assignment", "constant"],
  ]),
  wrappers: none,
  bodies: new Set(["program", "body_statement"]),
  isDoc: (comment) => comment.startsWith("#") && !isDirective(comment),
  docStyle: "yard",
};

export const bash: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["function_definition", "function"],
    ["variable_assignment", "constant"],
  ]),
  wrappers: new Set(["declaration_command"]),
  bodies: new Set(["program"]),
  isDoc: (comment) => !isDirective(comment),
};

export const powershell: GrammarRules = {
  ...base,
  symbols: new Map<string, SymbolKind>([
    ["function_statement", "function"],
    ["class_statement", "class"],
    ["enum_statement", "enum"],
    ["class_property_definition", "property"],
    ["class_method_definition", "method"],
  ]),
  wrappers: new Set(["statement_list"]),
  bodies: new Set(["program"]),
  isDoc: (comment) => !isDirective(comment),
  docStyle: "help",
};
