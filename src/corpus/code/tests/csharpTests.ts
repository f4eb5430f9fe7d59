import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { MAX_TEST_DEPTH, testChunk, type TestFinder } from "./testFinder.ts";

/** xUnit, NUnit and MSTest, under the display name where one is given. */
export const csharpTests: TestFinder = (path, root, text) =>
  /\[(?:Fact|Theory|Test|TestMethod|TestCase)\b/.test(text) ? testsIn(path, root, [], 0) : [];

function testsIn(path: string, container: Node, groups: readonly string[], depth: number): TestChunk[] {
  if (depth > MAX_TEST_DEPTH) return [];
  return container.namedChildren.flatMap((node) => {
    const attributes = node.namedChildren.filter(({ type }) => type === "attribute_list").map(({ text }) => text);
    const name = node.childForFieldName("name")?.text ?? "";
    if (node.type === "method_declaration") {
      const isTest = attributes.some((text) => /\b(?:Fact|Theory|Test|TestMethod|TestCase)\b/.test(text));
      const display = /DisplayName\s*=\s*"((?:[^"\\]|\\.)+)"/.exec(attributes.join(""))?.[1];
      return isTest ? [testChunk(path, node, [...groups, display ?? name])] : [];
    }
    const body = node.childForFieldName("body");
    if (node.type === "class_declaration" && body) return testsIn(path, body, [...groups, name], depth + 1);
    if (node.type === "namespace_declaration" && body) return testsIn(path, body, groups, depth + 1);
    return node.type === "file_scoped_namespace_declaration" ? testsIn(path, node, groups, depth + 1) : [];
  });
}
