import type { Node } from "web-tree-sitter";
import type { SymbolKind } from "../../core/chunk.ts";
import type { GrammarName } from "../../core/foundFile.ts";

interface Surroundings {
  readonly grammar: GrammarName;
  readonly ownerKind: SymbolKind | undefined;
  readonly isExported: boolean;
  readonly exported: ReadonlySet<string>;
}

/** Whether a symbol in a public place is itself public, by its language's rules or, where it has none, its customs. */
export function isPublicSymbol(node: Node, name: string, scope: Surroundings): boolean {
  const head = node.text.slice(0, 200);
  switch (scope.grammar) {
    case "typescript":
    case "tsx":
    case "javascript": {
      if (/^[#_]/.test(name)) return false;
      if (scope.ownerKind !== undefined && scope.ownerKind !== "module") return !/^(private|protected)\b/.test(head);
      // An assignment at the top that gets this far has the name of something exported, or of its prototype.
      return scope.isExported || node.type === "assignment_expression" || scope.exported.has(name) || name === "";
    }
    case "python":
      return !name.startsWith("_");
    case "go":
      return /^\p{Lu}/u.test(name.slice(name.lastIndexOf(".") + 1));
    case "rust":
      return node.type === "impl_item" || scope.ownerKind === "interface" || /^pub\b/.test(head) || isTraitItem(node);
    case "java":
      return !/^(?:@\w+(?:\([^)]*\))?\s*)*(private|protected)\b/.test(head);
    case "c-sharp":
      return (
        scope.ownerKind === "interface" ||
        /^(?:\[[^\]]*\]\s*)*[\w\s]*\b(public|protected)\b/.test(head) ||
        node.type === "namespace_declaration"
      );
    case "php":
      return !/^(?:#\[[^\]]*\]\s*)*[\w\s]*\b(private|protected)\b/.test(head);
    case "ruby":
    case "bash":
    case "powershell":
    case "css":
      return !name.startsWith("_");
    case "cpp":
      return !/^(static|inline static)\b/.test(head) || scope.ownerKind !== undefined;
  }
}

/**
 * Names that a JavaScript or TypeScript file exports elsewhere than at their declaration: `export { a, b as c }`,
 * `export default a`, `module.exports = { a }`, `exports.a = a`.
 */
export function exportedNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, list] of text.matchAll(/\b(?:export\s*(?:type\s*)?|module\.exports\s*=\s*)\{([^{}]*)/g)) {
    for (const entry of (list ?? "").split(",")) {
      const name = /^\s*(?:type\s+)?([\w$]+)/.exec(entry)?.[1];
      if (name !== undefined) names.add(name);
    }
  }
  for (const [, name] of text.matchAll(/\bexport\s+default\s+([\w$]+)\s*;/g)) names.add(name ?? "");
  for (const [, name] of text.matchAll(/\bexports(?:\.[\w$]+)?\s*=\s*([\w$]+)\s*;/g)) names.add(name ?? "");
  return names;
}

/** A method of `impl Trait for Type` is as public as the trait. */
function isTraitItem(node: Node): boolean {
  return node.parent?.parent?.childForFieldName("trait") != null;
}
