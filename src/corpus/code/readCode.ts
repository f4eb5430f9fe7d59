import type { Chunk, FileContents, SymbolChunk } from "../../core/chunk.ts";
import type { GrammarName } from "../../core/foundFile.ts";
import type { LineRange } from "../passages/mergeLines.ts";
import { type PassageContext, passagesOf } from "../passages/passagesOf.ts";
import { withHash } from "../passages/withHash.ts";
import { chunkCode } from "./chunkCode.ts";
import { codeBorders } from "./codeBorders.ts";
import { grammarRules } from "./grammars.ts";
import { nameQueries } from "./names/nameQueries.ts";
import { withTree } from "./parser.ts";
import { referencesOf } from "./references.ts";
import { testsOf } from "./tests/testsOf.ts";

/** Symbols, tests, passages and references of a code file, from one parse. @param path for the provenance only. */
export async function readCode(path: string, text: string, grammar: GrammarName): Promise<FileContents> {
  return withTree(grammar, text, ({ rootNode }, names) => {
    const lines = text.split("\n");
    const symbolsAndDoc = chunkCode(path, text, rootNode, grammar);
    const chunks = [...symbolsAndDoc, ...testsOf(path, text, rootNode, grammar)].sort(byPlace);
    const symbols = symbolsAndDoc.filter((chunk) => chunk.kind === "symbol");
    const borders = codeBorders(rootNode, lines.length, grammarRules[grammar]);
    return {
      chunks: chunks.map((chunk) => withHash(chunk, lines)),
      passages: passagesOf(path, lines, borders, (range) => contextOf(range, symbols)),
      references: referencesOf(rootNode, names, nameQueries[grammar]),
    };
  });
}

/** The order of the file; what holds others before them. Sorting is stable, so it stays as it was found where equal. */
function byPlace({ source: left }: Chunk, { source: right }: Chunk): number {
  return left.startLine - right.startLine || right.endLine - left.endLine;
}

/** The innermost symbol that holds all of the lines. Symbols come outermost first. */
function contextOf({ start, end }: LineRange, symbols: readonly SymbolChunk[]): PassageContext {
  const holder = symbols.findLast(({ source }) => source.startLine <= start + 1 && source.endLine >= end);
  if (holder === undefined) return {};
  return {
    symbol: holder.symbol,
    ...(holder.signature === undefined ? {} : { signature: holder.signature }),
  };
}
