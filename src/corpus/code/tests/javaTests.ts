import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { MAX_TEST_DEPTH, testChunk, type TestFinder } from "./testFinder.ts";

/** JUnit 4 and 5, TestNG: methods under `@Test` and its kin, called as `@DisplayName` says. */
export const javaTests: TestFinder = (path, root, text) => (/@\w*Test/.test(text) ? testsIn(path, root, [], 0) : []);

function testsIn(path: string, container: Node, groups: readonly string[], depth: number): TestChunk[] {
  if (depth > MAX_TEST_DEPTH) return [];
  return container.namedChildren.flatMap((node) => {
    const annotations = node.namedChildren.find(({ type }) => type === "modifiers")?.text ?? "";
    const name = node.childForFieldName("name")?.text ?? "";
    const titles = [...groups, /@DisplayName\(\s*"((?:[^"\\]|\\.)+)"/.exec(annotations)?.[1] ?? name];
    if (node.type === "method_declaration") {
      const isTest = /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate)\b/.test(annotations);
      return isTest ? [testChunk(path, node, titles)] : [];
    }
    const body = node.childForFieldName("body");
    return node.type === "class_declaration" && body ? testsIn(path, body, titles, depth + 1) : [];
  });
}
