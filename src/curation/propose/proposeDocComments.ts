import type { FileDocChunk, SymbolChunk, SymbolKind } from "../../core/chunk.ts";
import { answerFrom } from "./answer.ts";
import { chooseBy } from "../fingerprint.ts";
import type { Proposal, Proposer } from "./proposer.ts";

/** "The name." is a comment, but nobody's answer. */
const MIN_WORDS = 5;

/** Doc comments as questions about what a symbol, or a file of code, is for. */
export const proposeDocComments: Proposer = {
  kind: "doc-comment",
  description: "what a function, type or file does, in the words of its doc comment",
  propose: (file) =>
    file.chunks.flatMap((chunk): Proposal[] => {
      if ((chunk.kind !== "symbol" && chunk.kind !== "file-doc") || chunk.doc === undefined) return [];
      const answer = answerFrom(chunk.doc);
      if (saysLittle(answer, chunk)) return [];
      const question = chunk.kind === "symbol" ? aboutSymbol(chunk) : aboutFile(chunk);
      return [{ question, answer, source: chunk.source }];
    }),
};

/** Whether an answer is short, or only the symbol's name in other words ("Gets the parser options." of `getParserOptions`). */
function saysLittle(answer: string, chunk: SymbolChunk | FileDocChunk): boolean {
  const words = answer.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < MIN_WORDS) return true;
  if (chunk.kind === "file-doc") return false;
  const nameWords = chunk.symbol.split(/(?=\p{Lu})|[^\p{L}\p{N}]+/u).map((word) => word.toLowerCase());
  const filler = new Set(["the", "a", "an", "of", "for", "to", "this", "gets", "sets", "returns", "s", ...nameWords]);
  return words.filter((word) => !filler.has(word)).length < 3;
}

function aboutFile({ source }: FileDocChunk): string {
  const file = `\`${source.path}\``;
  return chooseBy([`What is ${file} for?`, `What does the file ${file} do?`, `Describe ${file}.`], source.path);
}

function aboutSymbol({ source, symbol, symbolKind, signature = "" }: SymbolChunk): string {
  const file = `\`${source.path}\``;
  if (symbol === "default") return `What is the default export of ${file}?`;
  const name = `\`${symbol}\``;
  // What the language itself calls it: a struct is no class to those who write C.
  const isType = symbolKind === "class" || symbolKind === "interface";
  const noun = (isType ? /\b(struct|union|trait|record)\b/.exec(signature)?.[1] : undefined) ?? symbolKind;
  return chooseBy(questionsAbout(symbolKind, noun, name, file), symbolKind, source.path, symbol);
}

function questionsAbout(kind: SymbolKind, noun: string, name: string, file: string): string[] {
  switch (kind) {
    case "function":
    case "method":
      return [
        `What does ${name} in ${file} do?`,
        `What does the ${noun} ${name} in ${file} do?`,
        `What is ${name} in ${file} for?`,
        `Describe the ${noun} ${name} of ${file}.`,
      ];
    case "class":
    case "interface":
    case "type":
    case "enum":
    case "module":
      return [
        `What is ${name} in ${file}?`,
        `What is the ${noun} ${name} in ${file} for?`,
        `Describe the ${noun} ${name} of ${file}.`,
        `What is ${name} in ${file} for?`,
      ];
    case "constant":
    case "property":
      return [
        `What is ${name} in ${file}?`,
        `What does the ${noun} ${name} in ${file} mean?`,
        `What does ${file} say about ${name}?`,
      ];
  }
}
