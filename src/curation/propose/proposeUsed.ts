import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import type { CrossProposer, Place, Proposal } from "./proposer.ts";
import type { Used, UsedSymbol } from "./resolveUses.ts";
import { nounOf } from "./symbolWords.ts";

/** More than a reader, or a small model, keeps in mind. */
const MAX_FILES = 6;

/** Public symbols as questions about who uses them. */
export const proposeUsed: CrossProposer = {
  kind: "used",
  description: "in which other files and lines a public symbol is used",
  onByDefault: true,
  cap: { perLeading: 0.25, atLeast: 50 },
  normalization: "code",
  fixedWords: "is used in line lines and more files of these".split(" "),
  propose: ({ usedSymbols }) => usedSymbols().flatMap((symbol) => (symbol.uses.length === 0 ? [] : [fromUses(symbol)])),
};

function fromUses({ file, declaration, uses }: UsedSymbol): Proposal {
  const { symbol, source } = declaration;
  const named = uses.slice(0, MAX_FILES);
  const list = named.map((used) => `- ${code(used.file.path)}, ${linesOf(used)}`).join("\n");
  const more = uses.length > named.length ? "\n\nAnd in more files." : "";
  const questions = [
    `Where is ${code(symbol)} from ${code(file.path)} used?`,
    `Which files use ${code(symbol)} from ${code(file.path)}?`,
    `Who uses the ${nounOf(declaration, file.language)} ${code(symbol)} of ${code(file.path)}?`,
  ];
  return {
    content: asked(chooseBy(questions, "used", source.path, symbol), `${code(symbol)} is used in:\n\n${list}${more}`),
    anchor: symbol,
    about: symbol,
    source,
    quotes: [symbol],
    places: named.flatMap((used): Place[] => used.use.lines.map((line) => ({ path: used.file.path, line }))),
  };
}

function linesOf({ use: { lines, hasMore } }: Used): string {
  if (hasMore) return `lines ${lines.join(", ")} and more`;
  return lines.length === 1 ? `line ${lines.join("")}` : `lines ${lines.join(", ")}`;
}
