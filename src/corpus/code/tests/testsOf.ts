import type { Node } from "web-tree-sitter";
import type { TestChunk } from "../../../core/chunk.ts";
import type { GrammarName } from "../../../core/foundFile.ts";
import { csharpTests } from "./csharpTests.ts";
import { goTests } from "./goTests.ts";
import { javascriptTests } from "./javascriptTests.ts";
import { javaTests } from "./javaTests.ts";
import { phpTests } from "./phpTests.ts";
import { pythonTests } from "./pythonTests.ts";
import { rubyTests } from "./rubyTests.ts";
import { rustTests } from "./rustTests.ts";
import type { TestFinder } from "./testFinder.ts";

const finders: Readonly<Partial<Record<GrammarName, TestFinder>>> = {
  typescript: javascriptTests,
  tsx: javascriptTests,
  javascript: javascriptTests,
  python: pythonTests,
  go: goTests,
  rust: rustTests,
  java: javaTests,
  "c-sharp": csharpTests,
  php: phpTests,
  ruby: rubyTests,
};

/** The test cases of a file in their order; none in languages whose tests are not known by their form. */
export function testsOf(path: string, text: string, root: Node, grammar: GrammarName): TestChunk[] {
  return finders[grammar]?.(path, root, text) ?? [];
}
