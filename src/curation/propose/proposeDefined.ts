import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import type { Declaration, FileFacts } from "./fileFacts.ts";
import type { CrossProposer, Proposal } from "./proposer.ts";
import { DECLARATION_WORDS, fenced, signatureQuotes } from "./quotedCode.ts";
import { isCallable, nounOf } from "./symbolWords.ts";

/** A name declared in more places is a convention, and no place to name. */
const MAX_PLACES = 3;

/** Public symbols as questions about where they are. */
export const proposeDefined: CrossProposer = {
  kind: "defined",
  description: "in which file and line a public symbol is defined",
  onByDefault: true,
  cap: { perLeading: 0.25, atLeast: 50 },
  normalization: "code",
  fixedWords: [...DECLARATION_WORDS, "and", "in", "line", "it", "is"],
  propose: ({ files }) => {
    const bySymbol = new Map<string, { file: FileFacts; declaration: Declaration }[]>();
    for (const file of files) {
      if (file.isTest) continue;
      const seen = new Set<string>();
      for (const declaration of file.declarations) {
        // Of overloads the first is where one would look.
        if (!isWorthFinding(declaration) || seen.has(declaration.symbol)) continue;
        seen.add(declaration.symbol);
        bySymbol.set(declaration.symbol, [...(bySymbol.get(declaration.symbol) ?? []), { file, declaration }]);
      }
    }
    return [...bySymbol.values()].flatMap((places): Proposal[] => {
      const [first] = places;
      return first === undefined || places.length > MAX_PLACES
        ? []
        : [fromPlaces(first.file, first.declaration, places)];
    });
  },
};

const isWorthFinding = ({ symbolKind, signature }: Declaration): boolean =>
  signature !== undefined && symbolKind !== "property" && symbolKind !== "module";

function fromPlaces(
  file: FileFacts,
  declaration: Declaration,
  places: readonly { file: FileFacts; declaration: Declaration }[],
): Proposal {
  const { symbol, signature = "", source } = declaration;
  const all = places.map((place) => ({ path: place.file.path, line: place.declaration.source.startLine }));
  const named = all.map(({ path, line }) => code(`${path}:${line}`)).join(" and ");
  return {
    content: asked(questionAbout(declaration, file.language), `In ${named}:\n\n${fenced(file.language, signature)}`),
    anchor: symbol,
    about: symbol,
    source,
    quotes: signatureQuotes(signature),
    places: all,
  };
}

function questionAbout(declaration: Declaration, language: string): string {
  const name = code(declaration.symbol);
  const noun = nounOf(declaration, language);
  const verb = isCallable(declaration) ? "defined" : "declared";
  return chooseBy(
    [
      `Where is ${name} ${verb}?`,
      `In which file is the ${noun} ${name} ${verb}?`,
      `Which file holds the ${noun} ${name}?`,
      `Where do I find ${name}?`,
    ],
    "defined",
    declaration.source.path,
    declaration.symbol,
  );
}
