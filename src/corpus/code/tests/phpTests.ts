import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { MAX_TEST_DEPTH, testChunk, type TestFinder } from "./testFinder.ts";

/** PHPUnit: methods `test…`, or under `@test` or `#[Test]`. */
export const phpTests: TestFinder = (path, root, text) => (/TestCase\b/.test(text) ? testsIn(path, root, [], 0) : []);

function testsIn(path: string, container: Node, groups: readonly string[], depth: number): TestChunk[] {
  if (depth > MAX_TEST_DEPTH) return [];
  let comment = "";
  return container.namedChildren.flatMap((node) => {
    const above = comment;
    comment = node.type === "comment" ? node.text : "";
    const name = node.childForFieldName("name")?.text ?? "";
    if (node.type === "method_declaration") {
      const attributes = node.childForFieldName("attributes")?.text ?? "";
      const isTest = /^test/.test(name) || /@test\b/.test(above) || /#\[(?:[\w\\]*\\)?Test\b/.test(attributes);
      return isTest ? [testChunk(path, node, [...groups, name])] : [];
    }
    const body = node.childForFieldName("body");
    if (node.type === "class_declaration" && body) return testsIn(path, body, [...groups, name], depth + 1);
    return node.type === "namespace_definition" && body ? testsIn(path, body, groups, depth + 1) : [];
  });
}
