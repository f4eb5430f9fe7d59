import type { ChunkedFile, SymbolChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { rawDocOf } from "./rawDoc.ts";
import { nounOf } from "./symbolWords.ts";
import { docTagsOf } from "./taggedDoc.ts";
import { asSentence, capitalized, tagText } from "./tagText.ts";

/** "The options." of `getOptions` is in the name. */
const MIN_NEW_WORDS = 3;
const nothing = /^(void|undefined|none|null|nothing|promise<(void|undefined|any)>|unit|\(\))$/i;

/** Documented results as questions about what a function gives back. */
export const proposeReturns: Proposer = {
  kind: "returns",
  description: "what a function returns, from @returns and its like",
  onByDefault: true,
  cap: { perLeading: 0.25, atLeast: 50 },
  normalization: "prose",
  fixedWords: ["type"],
  propose: (file, lines) =>
    file.chunks.flatMap((chunk): Proposal[] => {
      if (chunk.kind !== "symbol" || chunk.doc === undefined) return [];
      const [tag, ...others] = docTagsOf(rawDocOf(chunk, lines, file.language)).filter(
        ({ role }) => role === "returns",
      );
      if (tag === undefined || others.length > 0 || nothing.test(tag.type ?? "")) return [];
      const text = tagText(tag.text.replace(/^returns?\s+/i, ""), [chunk.symbol], MIN_NEW_WORDS);
      if (text === undefined || nothing.test(text.replace(/\.$/, ""))) return [];
      const quoted = capitalized(text);
      const type = tag.type === undefined || tag.type === "" ? "" : ` Type: ${code(tag.type)}.`;
      return [
        {
          content: asked(questionAbout(chunk, file), asSentence(quoted) + type),
          anchor: chunk.symbol,
          source: chunk.source,
          quotes: [quoted, ...(type === "" ? [] : [tag.type ?? ""])],
        },
      ];
    }),
};

function questionAbout(chunk: SymbolChunk, { language, path }: ChunkedFile): string {
  const symbol = code(chunk.symbol);
  return chooseBy(
    [
      `What does ${symbol} in ${code(path)} return?`,
      `What does the ${nounOf(chunk, language)} ${symbol} of ${code(path)} give back?`,
      `What is the result of ${symbol} in ${code(path)}?`,
      `What do I get from ${symbol} of ${code(path)}?`,
    ],
    "returns",
    path,
    chunk.symbol,
  );
}
