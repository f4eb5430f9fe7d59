import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { MAX_TEST_DEPTH, testChunk, type TestFinder } from "./testFinder.ts";

/** `func TestX(t *testing.T)` of a _test.go file, and what it runs by name (https://pkg.go.dev/testing). */
export const goTests: TestFinder = (path, root) =>
  path.endsWith("_test.go")
    ? root.namedChildren.flatMap((node) => {
        const name = node.childForFieldName("name")?.text ?? "";
        const isTest = node.type === "function_declaration" && /^Test(?!\p{Ll})/u.test(name);
        return isTest ? testsOf(path, node, [name], 0) : [];
      })
    : [];

function testsOf(path: string, node: Node, titles: readonly string[], depth: number): TestChunk[] {
  const inner =
    depth > MAX_TEST_DEPTH
      ? []
      : namedRuns(node).flatMap(({ title, call, body }) =>
          testsOf(path, body, [...titles, title], depth + 1).map((test): TestChunk =>
            // Of a run, the call with its name.
            test.titles.length === titles.length + 1 ? testChunk(path, call, test.titles) : test,
          ),
        );
  return inner.length > 0 ? inner : [testChunk(path, node, titles)];
}

/** The outermost `t.Run("name", func(t *testing.T) {…})` in a body. */
function namedRuns(within: Node): { title: string; call: Node; body: Node }[] {
  let end = -1;
  return within.descendantsOfType("call_expression").flatMap((call) => {
    const [first, second] = call.childForFieldName("arguments")?.namedChildren ?? [];
    const isRun = call.childForFieldName("function")?.childForFieldName("field")?.text === "Run";
    const title = first?.type.endsWith("string_literal") ? first.text.slice(1, -1).trim() : "";
    if (!isRun || title === "" || second?.type !== "func_literal" || call.startIndex < end) return [];
    end = call.endIndex;
    return [{ title, call, body: second }];
  });
}
