import type { ChunkedFile, SymbolChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import { holdsName } from "./wholeWord.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { rawDocOf } from "./rawDoc.ts";
import { nounOf } from "./symbolWords.ts";
import { type DocTag, docTagsOf } from "./taggedDoc.ts";
import { asSentence, capitalized, tagText } from "./tagText.ts";

/** "The file to read." says no more than `file` and its type. */
const MIN_NEW_WORDS = 3;
/** Of one symbol: what has more is a table, which is read and not learned. */
const MAX_PARAMETERS = 12;

/** Documented parameters as questions about what they mean. */
export const proposeParameters: Proposer = {
  kind: "parameter",
  description: "what a parameter of a function means, from @param and its like",
  onByDefault: true,
  cap: { perLeading: 0.5, atLeast: 100 },
  normalization: "prose",
  fixedWords: ["type", "defaults", "to"],
  propose: (file, lines) =>
    file.chunks.flatMap((chunk): Proposal[] => {
      if (chunk.kind !== "symbol" || chunk.doc === undefined) return [];
      const tags = docTagsOf(rawDocOf(chunk, lines, file.language)).filter(({ role }) => role === "parameter");
      return tags.slice(0, MAX_PARAMETERS).flatMap((tag) => fromTag(tag, chunk, file));
    }),
};

function fromTag({ name, type, defaultValue, text }: DocTag, chunk: SymbolChunk, file: ChunkedFile): Proposal[] {
  const written = name?.replace(/^[$*]+/, "");
  const meaning = tagText(text, [name ?? ""], MIN_NEW_WORDS);
  if (written === undefined || meaning === undefined || !isParameter(written, chunk)) return [];
  const quoted = capitalized(meaning);
  const answer = [
    asSentence(quoted),
    type === undefined ? "" : ` Type: ${code(type)}.`,
    defaultValue === undefined ? "" : ` Defaults to ${code(defaultValue)}.`,
  ].join("");
  return [
    {
      content: asked(questionAbout(written, chunk, file), answer),
      anchor: `${chunk.symbol} > ${written}`,
      source: chunk.source,
      quotes: [quoted, ...(type === undefined ? [] : [type]), ...(defaultValue === undefined ? [] : [defaultValue])],
    },
  ];
}

/** Comments are forgotten when parameters are renamed; a field of a parameter is known by the parameter. */
function isParameter(name: string, { signature, text }: SymbolChunk): boolean {
  const root = name.split(".")[0] ?? name;
  return /^[\w$.]+$/.test(name) && holdsName(signature ?? text.slice(0, 500), root);
}

function questionAbout(name: string, chunk: SymbolChunk, { language, path }: ChunkedFile): string {
  const symbol = code(chunk.symbol);
  const noun = nounOf(chunk, language);
  const what = name.includes(".") ? "field" : "parameter";
  return chooseBy(
    [
      `What is the ${what} ${code(name)} of ${symbol} in ${code(path)}?`,
      `What does ${code(name)} mean for the ${noun} ${symbol} in ${code(path)}?`,
      `What do I pass as ${code(name)} to ${symbol} of ${code(path)}?`,
      `Explain the ${what} ${code(name)} of the ${noun} ${symbol} (${code(path)}).`,
    ],
    "parameter",
    path,
    chunk.symbol,
    name,
  );
}
