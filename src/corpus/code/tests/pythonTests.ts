import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { docstringOf } from "../../comments/docComment.ts";
import { MAX_TEST_DEPTH, testChunk, type TestFinder } from "./testFinder.ts";

/** As pytest and unittest find them: functions `test…`, also in classes `Test…` or of `TestCase`. */
export const pythonTests: TestFinder = (path, root, text) =>
  /\bdef test/.test(text) ? testsIn(path, root, [], 0) : [];

function testsIn(path: string, container: Node, groups: readonly string[], depth: number): TestChunk[] {
  if (depth > MAX_TEST_DEPTH) return [];
  return container.namedChildren.flatMap((node) => {
    const declaration = node.type === "decorated_definition" ? node.childForFieldName("definition") : node;
    const name = declaration?.childForFieldName("name")?.text ?? "";
    if (declaration?.type === "function_definition" && name.startsWith("test")) {
      return [testChunk(path, node, [...groups, titleOf(declaration, name)])];
    }
    const body = declaration?.childForFieldName("body");
    if (declaration?.type !== "class_definition" || !body) return [];
    const bases = declaration.childForFieldName("superclasses")?.text ?? "";
    return name.startsWith("Test") || bases.includes("TestCase")
      ? testsIn(path, body, [...groups, titleOf(declaration, name)], depth + 1)
      : [];
  });
}

/** The first line of the docstring, which says it in words, or the name. */
function titleOf(declaration: Node, name: string): string {
  return docstringOf(declaration)?.split("\n")[0] ?? name;
}
