import type { SymbolChunk } from "../../core/chunk.ts";

type Named = Pick<SymbolChunk, "symbol" | "symbolKind" | "signature">;

/** What those who write the language call such a thing: a struct is no class in C, and a trait no interface in Rust. */
export function nounOf({ symbol, symbolKind, signature = "" }: Named, language: string): string {
  switch (symbolKind) {
    case "class":
    case "interface":
    case "type":
      return /^(?:[\w()]+\s+)*?(struct|union|trait|record|protocol|interface)\b/.exec(signature)?.[1] ?? symbolKind;
    case "method":
      if (language === "rust" && !/\bself\b/.test(signature)) return "associated function";
      return /(?:^|[.#:])(?:constructor|__init__|initialize)$/.test(symbol) ? "constructor" : symbolKind;
    case "function":
      return /^(?:#define|macro_rules)/.test(signature) ? "macro" : symbolKind;
    case "constant":
      if (/^(?:#define)/.test(signature)) return "macro";
      return /^(?:let|var|static mut)\b/.test(signature) ? "variable" : symbolKind;
    case "property":
      return language === "go" || language === "rust" || language === "java" ? "field" : symbolKind;
    case "enum":
    case "module":
      return symbolKind;
  }
}

/** What can be called. */
export const isCallable = ({ symbolKind }: Named): boolean => symbolKind === "function" || symbolKind === "method";

/** The words of a name: `getParserOptions` -> get, parser, options. */
export const wordsOfName = (name: string): string[] =>
  name
    .split(/(?<=\p{Ll})(?=\p{Lu})|[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());

const filler = new Set(
  "the a an of for to this that these it its is are be will can if and or with from in on by as at gets get sets set returns return s".split(
    " ",
  ),
);

/** The words of a text that say more than the name it is about. */
export function wordsBeyond(text: string, names: readonly string[]): string[] {
  const known = new Set(names.flatMap(wordsOfName));
  // `options` says no more than `option`.
  const isKnown = (word: string): boolean =>
    known.has(word) || known.has(word.replace(/s$/, "")) || known.has(`${word}s`);
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !filler.has(word) && !isKnown(word));
}
