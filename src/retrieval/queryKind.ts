/** One word that could be a name, or several joined as code joins them: `lockRun`, `Parser.parse`, `fs::read`, `#id`. */
const oneName = /^[#@]?[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|#|->|\/)[\p{L}_$][\p{L}\p{N}_$]*)*(?:\(\))?$/u;
/** A word that prose does not have: a change of case within, an underscore, a joint, or brackets. */
const codeWord = /\p{Ll}\p{Lu}|[\p{L}\p{N}]_+[\p{L}\p{N}]|\w(?:::|->|\.)\w|\w\(\)/u;

/** Whether a query asks for a name in code, rather than in words for what code does. */
export function isSymbolLike(query: string): boolean {
  return oneName.test(query.trim());
}

/** Names in a query that can only be meant as such: the whole of it, or words that prose does not have. Last parts, lower case. */
export function namesIn(query: string): Set<string> {
  const words = query.trim().split(/[\s,;"'`]+/);
  const named = isSymbolLike(query) ? words : words.filter((word) => codeWord.test(word));
  return new Set(named.map(lastPart).filter((name) => name !== ""));
}

/** `Parser.parse()` -> `parse` */
export function lastPart(symbol: string): string {
  const bare = symbol.replace(/\(\)$|[.:?!]+$/g, "");
  return (bare.split(/\.|::|#|->|\//).at(-1) ?? "").toLowerCase();
}
