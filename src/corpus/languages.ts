import type { Language } from "../core/foundFile.ts";

/** The files a corpus is made of, by the end of their name. */

const typescript: Language = { reader: "code", name: "typescript", grammar: "typescript" };
const tsx: Language = { reader: "code", name: "tsx", grammar: "tsx" };
// The JavaScript grammar knows JSX.
const javascript: Language = { reader: "code", name: "javascript", grammar: "javascript" };
const jsx: Language = { reader: "code", name: "jsx", grammar: "javascript" };
const markdown: Language = { reader: "markdown", name: "markdown" };
// No grammar of C alone is shipped; that of C++ reads C but for a few names such as `class`.
const c: Language = { reader: "code", name: "c", grammar: "cpp" };
const cpp: Language = { reader: "code", name: "cpp", grammar: "cpp" };

const byExtension: ReadonlyMap<string, Language> = new Map<string, Language>([
  ["md", markdown],
  ["markdown", markdown],
  ["mdx", markdown],
  ["ts", typescript],
  ["mts", typescript],
  ["cts", typescript],
  ["tsx", tsx],
  ["js", javascript],
  ["mjs", javascript],
  ["cjs", javascript],
  ["jsx", jsx],
  ["py", { reader: "code", name: "python", grammar: "python" }],
  ["pyi", { reader: "code", name: "python", grammar: "python" }],
  ["go", { reader: "code", name: "go", grammar: "go" }],
  ["rs", { reader: "code", name: "rust", grammar: "rust" }],
  ["java", { reader: "code", name: "java", grammar: "java" }],
  ["c", c],
  // A header may be either; the same grammar reads both.
  ["h", c],
  ["cc", cpp],
  ["cpp", cpp],
  ["cxx", cpp],
  ["hh", cpp],
  ["hpp", cpp],
  ["hxx", cpp],
]);

/** The language of a file by its name, or undefined where nothing here can read it. */
export function languageOf(path: string): Language | undefined {
  return byExtension.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase());
}
