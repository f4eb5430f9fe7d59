import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { MAX_TEST_DEPTH, testChunk, type TestFinder } from "./testFinder.ts";

/** RSpec and Minitest::Spec: `describe`, `context` and `it` with a title and a block; Minitest: methods `test_…`. */
export const rubyTests: TestFinder = (path, root, text) =>
  /^\s*(?:RSpec\.)?(?:describe|context|it|specify|test)\b|\bdef test_/m.test(text) ? testsIn(path, root, [], 0) : [];

function testsIn(path: string, container: Node, groups: readonly string[], depth: number): TestChunk[] {
  if (depth > MAX_TEST_DEPTH) return [];
  return container.namedChildren.flatMap((node) => {
    const body = node.childForFieldName("body");
    if (node.type === "module" && body) return testsIn(path, body, groups, depth + 1);
    const name = node.childForFieldName("name")?.text ?? "";
    if (node.type === "class" && body) return testsIn(path, body, [...groups, name], depth + 1);
    if (node.type === "method") return name.startsWith("test_") ? [testChunk(path, node, [...groups, name])] : [];
    return node.type === "call" ? testsOf(path, node, groups, depth) : [];
  });
}

function testsOf(path: string, call: Node, groups: readonly string[], depth: number): TestChunk[] {
  const method = call.childForFieldName("method")?.text ?? "";
  const [isGroup, isTest] = [
    /^(describe|context|feature)$/.test(method),
    /^(it|specify|example|scenario|test)$/.test(method),
  ];
  const block = call.childForFieldName("block");
  const title = titleOf(call.childForFieldName("arguments")?.namedChildren ?? []);
  if ((!isGroup && !isTest) || !block || title === "") return [];
  const titles = [...groups, title];
  if (isTest) return [testChunk(path, call, titles)];
  const body = block.childForFieldName("body");
  return body ? testsIn(path, body, titles, depth + 1) : [];
}

/** `describe Queue, "#push"` -> `Queue #push`. */
function titleOf(parts: readonly Node[]): string {
  return parts
    .filter(({ type }) => /^(string|constant|scope_resolution)$/.test(type))
    .map((part) => (part.type === "string" ? part.text.slice(1, -1) : part.text))
    .join(" ")
    .trim();
}
