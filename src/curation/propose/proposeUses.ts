import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import type { CrossProposer, Proposal } from "./proposer.ts";
import { fenced } from "./quotedCode.ts";
import type { UsedSymbol } from "./resolveUses.ts";
import { isCallable, nounOf } from "./symbolWords.ts";

/** Public symbols as questions about how other code really uses them. */
export const proposeUses: CrossProposer = {
  kind: "use",
  description: "how a public symbol is used, by a statement of another file",
  onByDefault: true,
  cap: { perLeading: 0.25, atLeast: 50 },
  normalization: "exact",
  fixedWords: ["in", "line", "lines", "to"],
  propose: ({ usedSymbols }) => usedSymbols().flatMap(fromUses),
};

function fromUses(symbol: UsedSymbol): Proposal[] {
  const { declaration, file, uses } = symbol;
  // That something has a type is seen everywhere and shows nothing.
  if (/^(type|interface|enum|module)$/.test(declaration.symbolKind)) return [];
  const { use, file: user } = uses.find((used) => used.use.snippet !== undefined) ?? {};
  if (use?.snippet === undefined || user === undefined) return [];
  const { startLine, endLine, text, hash } = use.snippet;
  const name = code(declaration.symbol);
  const noun = nounOf(declaration, file.language);
  const verb = isCallable(declaration) ? "called" : "used";
  const questions = [
    `How is ${name} from ${code(file.path)} ${verb}?`,
    `Show how ${name} from ${code(file.path)} is ${verb}.`,
    `How does ${code(user.path)} use the ${noun} ${name}?`,
    `Give an example from ${code(user.path)} that uses ${name}.`,
  ];
  const place = startLine === endLine ? `line ${startLine}` : `lines ${startLine} to ${endLine}`;
  return [
    {
      content: asked(
        chooseBy(questions, "use", file.path, declaration.symbol),
        `In ${code(user.path)}, ${place}:\n\n${fenced(user.language, text)}`,
      ),
      anchor: `${declaration.symbol} of ${file.path}`,
      about: declaration.symbol,
      // What is quoted is the use; the declaration is only asked about.
      source: { path: user.path, startLine, endLine, title: declaration.symbol, hash },
      quotes: text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== ""),
      places: [{ path: file.path, line: declaration.source.startLine }],
    },
  ];
}
