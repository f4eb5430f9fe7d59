import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Language, Parser, type Tree } from "web-tree-sitter";
import type { GrammarName } from "../languages.ts";

const require = createRequire(import.meta.url);
let ready: Promise<void> | undefined;
const grammars = new Map<GrammarName, Promise<Language>>();

/**
 * Parses `text` and hands the tree to `use`, whose result it returns. The tree lives in WebAssembly memory and is freed
 * afterwards: nothing of it may be kept. Grammars are loaded once, from node_modules, also when this is bundled.
 */
export async function withTree<T>(grammar: GrammarName, text: string, use: (tree: Tree) => T): Promise<T> {
  const language = await grammarOf(grammar);
  const parser = new Parser();
  try {
    parser.setLanguage(language);
    const tree = parser.parse(text);
    if (tree === null) throw new Error(`tree-sitter returned no tree for ${grammar}`);
    try {
      return use(tree);
    } finally {
      tree.delete();
    }
  } finally {
    parser.delete();
  }
}

async function grammarOf(name: GrammarName): Promise<Language> {
  await (ready ??= Parser.init());
  let loading = grammars.get(name);
  if (loading === undefined) {
    const folder = dirname(require.resolve("@vscode/tree-sitter-wasm/package.json"));
    loading = Language.load(join(folder, "wasm", `tree-sitter-${name}.wasm`));
    grammars.set(name, loading);
  }
  return loading;
}
