import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { MAX_TEST_DEPTH, testChunk, type TestFinder } from "./testFinder.ts";

/** Functions under `#[test]`, `#[tokio::test]`, `#[rstest]` and the like. */
export const rustTests: TestFinder = (path, root, text) =>
  /#\[[^\]]*test/.test(text) ? testsIn(path, root, [], 0) : [];

function testsIn(path: string, container: Node, groups: readonly string[], depth: number): TestChunk[] {
  if (depth > MAX_TEST_DEPTH) return [];
  const found: TestChunk[] = [];
  let isTest = false;
  for (const node of container.namedChildren) {
    if (node.type === "attribute_item") {
      isTest ||= /^#\[(?:\w+::)*(?:test|rstest|test_case|test_log)\b/.test(node.text);
      continue;
    }
    if (node.type.endsWith("comment")) continue;
    const name = node.childForFieldName("name")?.text ?? "";
    const body = node.childForFieldName("body");
    if (node.type === "function_item" && isTest) found.push(testChunk(path, node, [...groups, name]));
    // The customary `mod tests` names nothing.
    const inner = /^tests?$/.test(name) ? groups : [...groups, name];
    if (node.type === "mod_item" && body) found.push(...testsIn(path, body, inner, depth + 1));
    isTest = false;
  }
  return found;
}
