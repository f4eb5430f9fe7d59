import type { FileDocChunk, SymbolChunk, SymbolKind } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { type AnswerBlock, answerOf } from "./answer.ts";
import { asked, code } from "./ask.ts";
import { isHollow } from "./hollow.ts";
import { withoutInlineTags } from "./normalize.ts";
import { isTestPath } from "./pathKinds.ts";
import { DOC_WORDS, docQuotes, isTagged } from "./docQuotes.ts";
import { plainBlocks } from "./plainMarkdown.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { nounOf, wordsBeyond } from "./symbolWords.ts";

/** "The name." is a comment, but nobody's answer. */
const MIN_WORDS = 5;
/** Words that the name does not say already. */
const MIN_NEW_WORDS = 3;

/** Doc comments as questions about what a symbol, or a file of code, is for. */
export const proposeDocComments: Proposer = {
  kind: "doc-comment",
  description: "what a function, type or file does, in the words of its doc comment",
  onByDefault: true,
  normalization: "prose",
  fixedWords: DOC_WORDS,
  propose: (file) =>
    file.chunks.flatMap((chunk): Proposal[] => {
      if ((chunk.kind !== "symbol" && chunk.kind !== "file-doc") || chunk.doc === undefined) return [];
      // What a test is about, its title says: another kind asks for that.
      if (chunk.kind === "symbol" && isTestPath(file.path) && /(?:^|[.:])test/i.test(chunk.symbol)) return [];
      const { text, blocks } = answerOf(
        plainBlocks(withoutInlineTags(descriptionIn(chunk.doc))).filter((block) => !isVersion(block)),
      );
      if (saysLittle(text, chunk) || isHollow(text) || !describes(blocks[0])) return [];
      const question = chunk.kind === "symbol" ? aboutSymbol(chunk, file.language) : aboutFile(chunk);
      const anchor = chunk.kind === "symbol" ? chunk.symbol : "";
      return [{ content: asked(question, text), anchor, source: chunk.source, quotes: docQuotes(blocks) }];
    }),
};

/**
 * What stands before the first section of a long comment: `# Errors` of Rust, `Parameters` underlined as NumPy does. Other
 * kinds ask about these.
 */
function descriptionIn(whole: string): string {
  // What follows a directive of reStructuredText is for its tools.
  const doc = whole.replace(/(?:^|\s)\.\. [a-z-]+::[\s\S]*$/, "");
  const lines = doc.split("\n");
  let isFenced = false;
  const end = lines.findIndex((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced;
    return (
      !isFenced &&
      (/^#+ /.test(line) || /^[A-Z][a-z]+(?: [A-Z]?[a-z]+)?(?: |$)-{3,}/.test(`${line} ${lines[index + 1] ?? ""}`))
    );
  });
  return end <= 0 ? doc : lines.slice(0, end).join("\n");
}

/** When something came is seldom asked. */
const isVersion = ({ kind, text }: AnswerBlock): boolean => kind === "prose" && /^Since .{1,60}\.$/.test(text);

/** Of a comment that is nothing but tags other kinds ask about what these say. */
const describes = (first: AnswerBlock | undefined): boolean => first !== undefined && !isTagged(first);

/** Whether an answer is short, or only the symbol's name in other words ("Gets the parser options." of `getParserOptions`). */
function saysLittle(answer: string, chunk: SymbolChunk | FileDocChunk): boolean {
  const wordCount = answer.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const names = chunk.kind === "symbol" ? [chunk.symbol] : [];
  return wordCount < MIN_WORDS || wordsBeyond(answer, names).length < MIN_NEW_WORDS;
}

function aboutFile({ source }: FileDocChunk): string {
  const file = code(source.path);
  return chooseBy([`What is ${file} for?`, `What does the file ${file} do?`, `Describe ${file}.`], source.path);
}

function aboutSymbol(chunk: SymbolChunk, language: string): string {
  const { source, symbol, symbolKind } = chunk;
  const file = code(source.path);
  if (symbol === "default") return `What is the default export of ${file}?`;
  return chooseBy(
    questionsAbout(symbolKind, nounOf(chunk, language), code(symbol), file),
    symbolKind,
    source.path,
    symbol,
  );
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
