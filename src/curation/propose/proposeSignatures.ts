import type { SymbolChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import { isTestPath } from "./pathKinds.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { DECLARATION_WORDS, fenced, signatureQuotes } from "./quotedCode.ts";
import { isCallable, nounOf } from "./symbolWords.ts";

/** Public declarations as questions about their exact form. */
export const proposeSignatures: Proposer = {
  kind: "signature",
  description: "how a public function, type or constant is declared",
  onByDefault: true,
  // True, but a recitation: half as many as there are explanations.
  cap: { perLeading: 0.5, atLeast: 100 },
  normalization: "code",
  fixedWords: DECLARATION_WORDS,
  propose: (file) => {
    if (isTestPath(file.path)) return [];
    const seen = new Set<string>();
    return file.chunks.flatMap((chunk): Proposal[] => {
      if (chunk.kind !== "symbol" || !chunk.isPublic || !isWorthAsking(chunk) || seen.has(chunk.symbol)) return [];
      // Of overloads and redeclarations the first is the one that is documented.
      seen.add(chunk.symbol);
      const { source, symbol, signature = "" } = chunk;
      return [
        {
          content: asked(questionAbout(chunk, file.language), fenced(file.language, signature)),
          anchor: symbol,
          source,
          quotes: signatureQuotes(signature),
        },
      ];
    });
  },
};

function isWorthAsking({ symbol, symbolKind, signature }: SymbolChunk): boolean {
  if (signature === undefined || symbol === "default") return false;
  switch (symbolKind) {
    case "function":
    case "method":
      // `opts()` is no more than the question: some parameter or a type must be there to learn.
      return /\([^)]/.test(signature) || /\)\s*(:|->|\S)/.test(signature);
    case "class":
      // `class Parser` is no more than the question.
      return /[({:]|\b(extends|implements)\b/.test(signature);
    case "interface":
      return /[{:]/.test(signature);
    case "type":
    case "enum":
      return true;
    case "constant":
      return /[=:]/.test(signature) && !/\b(?:require|import)\(|= (?:void 0|undefined|null)$/.test(signature);
    case "property":
    case "module":
      return false;
  }
}

function questionAbout(chunk: SymbolChunk, language: string): string {
  const { source, symbol, signature = "" } = chunk;
  const [name, file] = [code(symbol), code(source.path)];
  const questions = isCallable(chunk)
    ? [
        `What is the signature of ${name} in ${file}?`,
        `Show the signature of ${name} from ${file}.`,
        `How is the ${nounOf(chunk, language)} ${name} of ${file} declared?`,
        // Only where there are some.
        ...(/\([^)]/.test(signature) ? [`Which parameters does ${name} in ${file} take?`] : []),
      ]
    : [
        `How is ${name} declared in ${file}?`,
        `Show the declaration of ${name} from ${file}.`,
        `What does the declaration of the ${nounOf(chunk, language)} ${name} in ${file} look like?`,
      ];
  return chooseBy(questions, "signature", source.path, symbol);
}
