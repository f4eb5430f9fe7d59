import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import { endRow, startRow } from "../rows.ts";

/** Finds the test cases in a file. @param path for the provenance, and where a language tells tests by it. */
export type TestFinder = (path: string, root: Node, text: string) => TestChunk[];

/** Groups in groups: deeper nesting is no test that people wrote. */
export const MAX_TEST_DEPTH = 40;

/** @param node from the test's first line to its last. */
export function testChunk(path: string, node: Node, titles: readonly string[]): TestChunk {
  const source = { path, startLine: startRow(node) + 1, endLine: endRow(node) + 1, title: titles.join(" > ") };
  return { kind: "test", source, titles, text: node.text };
}
