import type { ChunkedFile, SymbolChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import type { Proposal, Proposer } from "./proposer.ts";

/** Public declarations as questions about their exact form. */
export const proposeSignatures: Proposer = {
  kind: "signature",
  description: "how a public function, type or constant is declared",
  propose: (file) => {
    const seen = new Set<string>();
    return file.chunks.flatMap((chunk): Proposal[] => {
      if (chunk.kind !== "symbol" || !chunk.isPublic || !isWorthAsking(chunk) || seen.has(chunk.symbol)) return [];
      // Of overloads and redeclarations the first is the one that is documented.
      seen.add(chunk.symbol);
      return [{ question: questionAbout(chunk), answer: answerOf(chunk, file), source: chunk.source }];
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
      return signature.includes("{");
    case "type":
    case "enum":
      return true;
    case "constant":
      return /[=:]/.test(signature) && !/\b(require|import)\(/.test(signature);
    case "property":
    case "module":
      return false;
  }
}

function questionAbout({ source, symbol, symbolKind, signature = "" }: SymbolChunk): string {
  const [name, file] = [`\`${symbol}\``, `\`${source.path}\``];
  const isCallable = symbolKind === "function" || symbolKind === "method";
  const questions = isCallable
    ? [
        `What is the signature of ${name} in ${file}?`,
        `Show the signature of ${name} from ${file}.`,
        // Only where there are some.
        ...(/\([^)]/.test(signature) ? [`Which parameters does ${name} in ${file} take?`] : []),
      ]
    : [`How is ${name} declared in ${file}?`, `Show the declaration of ${name} from ${file}.`];
  return chooseBy(questions, "signature", source.path, symbol);
}

function answerOf(chunk: SymbolChunk, file: ChunkedFile): string {
  return `\`\`\`${file.language}\n${chunk.signature ?? ""}\n\`\`\``;
}
