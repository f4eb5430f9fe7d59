/** The files a corpus is made of, by the end of their name. */

export type GrammarName = "typescript" | "tsx" | "javascript" | "python" | "go" | "rust" | "java" | "cpp";

export type Language =
  | { readonly name: "markdown" }
  | {
      /** As a Markdown fence names it. */
      readonly name: string;
      /** File of @vscode/tree-sitter-wasm that parses it. */
      readonly grammar: GrammarName;
    };

const typescript: Language = { name: "typescript", grammar: "typescript" };
const tsx: Language = { name: "tsx", grammar: "tsx" };
// The JavaScript grammar knows JSX.
const javascript: Language = { name: "javascript", grammar: "javascript" };
const jsx: Language = { name: "jsx", grammar: "javascript" };
const markdown: Language = { name: "markdown" };
// No grammar of C alone is shipped; that of C++ reads C but for a few names such as `class`.
const c: Language = { name: "c", grammar: "cpp" };
const cpp: Language = { name: "cpp", grammar: "cpp" };

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
  ["py", { name: "python", grammar: "python" }],
  ["pyi", { name: "python", grammar: "python" }],
  ["go", { name: "go", grammar: "go" }],
  ["rs", { name: "rust", grammar: "rust" }],
  ["java", { name: "java", grammar: "java" }],
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
