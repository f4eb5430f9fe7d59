import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Language, Parser, Query, type Tree } from "web-tree-sitter";
import type { GrammarName } from "../../core/foundFile.ts";
import { nameQueries } from "./names/nameQueries.ts";

/** A grammar with the query for the names in its code. */
interface Grammar {
  readonly language: Language;
  readonly names: Query;
}

const require = createRequire(import.meta.url);
let ready: Promise<void> | undefined;
const grammars = new Map<GrammarName, Promise<Grammar>>();

/**
 * Parses `text` and hands the tree, and the query for its names, to `use`, whose result it returns. The tree lives in
 * WebAssembly memory and is freed afterwards: nothing of it may be kept. Grammars are loaded once, from node_modules,
 * also when this is bundled.
 */
export async function withTree<T>(
  grammar: GrammarName,
  text: string,
  use: (tree: Tree, names: Query) => T,
): Promise<T> {
  const { language, names } = await grammarOf(grammar);
  const parser = new Parser();
  try {
    parser.setLanguage(language);
    const tree = parser.parse(text);
    if (tree === null) throw new Error(`tree-sitter returned no tree for ${grammar}`);
    try {
      return use(tree, names);
    } finally {
      tree.delete();
    }
  } finally {
    parser.delete();
  }
}

async function grammarOf(name: GrammarName): Promise<Grammar> {
  let loading = grammars.get(name);
  if (loading === undefined) grammars.set(name, (loading = load(name)));
  return loading;
}

async function load(name: GrammarName): Promise<Grammar> {
  await (ready ??= Parser.init());
  const folder = dirname(require.resolve("@vscode/tree-sitter-wasm/package.json"));
  const language = await Language.load(join(folder, "wasm", `tree-sitter-${name}.wasm`));
  return { language, names: new Query(language, nameQueries[name].query) };
}
