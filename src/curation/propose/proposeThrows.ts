import type { ChunkedFile, SymbolChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { rawDocOf } from "./rawDoc.ts";
import { type DocTag, docTagsOf } from "./taggedDoc.ts";
import { asSentence, capitalized, tagText } from "./tagText.ts";

/** Documented errors as questions about when a function fails. */
export const proposeThrows: Proposer = {
  kind: "throws",
  description: "which errors a function throws and when, from @throws and its like",
  onByDefault: true,
  cap: { perLeading: 0.25, atLeast: 50 },
  normalization: "prose",
  fixedWords: [],
  propose: (file, lines) =>
    file.chunks.flatMap((chunk): Proposal[] => {
      if (chunk.kind !== "symbol" || chunk.doc === undefined) return [];
      const tags = docTagsOf(rawDocOf(chunk, lines, file.language)).filter(({ role }) => role === "throws");
      const errors = tags.flatMap((tag) => sayable(tag, chunk));
      if (errors.length === 0) return [];
      const named = errors.map(({ name, text }) => (name === undefined ? text : `${code(name)}: ${text}`));
      const answer = named.length === 1 ? named.join("") : named.map((line) => `- ${line}`).join("\n");
      return [
        {
          content: asked(questionAbout(chunk, file), answer),
          anchor: chunk.symbol,
          source: chunk.source,
          quotes: errors.flatMap(({ name, quote }) => (name === undefined ? [quote] : [name, quote])),
        },
      ];
    }),
};

interface Error {
  readonly name: string | undefined;
  readonly text: string;
  readonly quote: string;
}

function sayable({ name, text }: DocTag, chunk: SymbolChunk): Error[] {
  // "Mismatch." names an error and says nothing of when.
  const plain = tagText(text, [chunk.symbol, name ?? ""], name === undefined ? 2 : 1);
  if (plain === undefined) return [];
  const quote = name === undefined ? capitalized(plain) : plain;
  return [{ name, text: asSentence(quote), quote }];
}

function questionAbout({ symbol }: SymbolChunk, { language, path }: ChunkedFile): string {
  const [verb, noun] = verbs[language] ?? ["throw", "error"];
  const name = code(symbol);
  return chooseBy(
    [
      `When does ${name} in ${code(path)} ${verb}${verb === "fail" ? "" : ` an ${noun}`}?`,
      `Which ${noun}s can ${name} of ${code(path)} ${verb === "fail" ? "give" : verb}, and when?`,
      `What can go wrong in ${name} of ${code(path)}?`,
    ],
    "throws",
    path,
    symbol,
  );
}

/** What the languages call it, where they do not throw errors. */
const verbs: Readonly<Record<string, readonly [verb: string, noun: string]>> = {
  python: ["raise", "exception"],
  ruby: ["raise", "exception"],
  java: ["throw", "exception"],
  csharp: ["throw", "exception"],
  php: ["throw", "exception"],
  cpp: ["throw", "exception"],
  rust: ["fail", "error"],
  go: ["fail", "error"],
  c: ["fail", "error"],
};
