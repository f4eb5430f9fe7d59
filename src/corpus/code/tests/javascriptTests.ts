import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { MAX_TEST_DEPTH, testChunk, type TestFinder } from "./testFinder.ts";

/** What Vitest, Jest, Mocha, Playwright, QUnit, Deno and node:test call their tests, with `.only`, `.each` and the like. */
const callee = /^(?:(?:t|QUnit|Deno)\.)?(describe|context|suite|it|test|specify)((?:\.\w+)*)$/;
/** Cheaper than a walk through the tree, and most files have none. */
const mayHaveTests = /\b(?:describe|context|suite|it|test|specify)\b[.\w]*\s*[(`]/;

export const javascriptTests: TestFinder = (path, root, text) =>
  mayHaveTests.test(text) ? testsIn(path, root, [], 0) : [];

function testsIn(path: string, container: Node, groups: readonly string[], depth: number): TestChunk[] {
  if (depth > MAX_TEST_DEPTH) return [];
  return container.namedChildren.flatMap((node) => {
    switch (node.type) {
      case "expression_statement":
        return testsOf(path, node, groups, depth);
      case "for_statement":
      case "for_in_statement":
      case "if_statement":
      case "else_clause":
      case "statement_block":
        return testsIn(path, node, groups, depth + 1);
      default:
        return [];
    }
  });
}

function testsOf(path: string, statement: Node, groups: readonly string[], depth: number): TestChunk[] {
  const expression = statement.namedChildren[0];
  const call = expression?.type === "await_expression" ? expression.namedChildren[0] : expression;
  if (call?.type !== "call_expression") return [];
  const [, base, modifiers = ""] = callee.exec(nameOf(call)) ?? [];
  if (base === undefined || /\.(skip|todo|fixme|fails)\b/.test(modifiers)) return [];
  const parts = call.childForFieldName("arguments")?.namedChildren ?? [];
  const title = titleOf(parts[0]);
  const body = parts.findLast(({ type }) => /^(arrow_function|function_expression)$/.test(type));
  const block = body?.childForFieldName("body");
  if (title === undefined || !block) return [];
  const titles = [...groups, title];
  const isGroup = /^(describe|context|suite)$/.test(base) || modifiers.includes(".describe");
  const inner = testsIn(path, block, titles, depth + 1);
  return isGroup || inner.length > 0 ? inner : [testChunk(path, statement, titles)];
}

/** `it.each([…])("title", …)` and `` it.each`…`("title", …) `` -> `it.each`. */
function nameOf(call: Node): string {
  let callable = call.childForFieldName("function");
  while (callable?.type === "call_expression") callable = callable.childForFieldName("function");
  // A callee is short; the text of a chain of calls need not be.
  return callable === null || callable.endIndex - callable.startIndex > 60 ? "" : callable.text;
}

function titleOf(node: Node | undefined): string | undefined {
  if (node?.type !== "string" && node?.type !== "template_string") return undefined;
  const title = node.text
    .slice(1, -1)
    .replace(/\\(["'`])/g, "$1")
    .trim();
  return title === "" ? undefined : title;
}
