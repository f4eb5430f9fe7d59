import type { AnswerBlock } from "./answer.ts";

/** The words that rendering a doc comment's tags adds to it. */
export const DOC_WORDS: readonly string[] =
  "returns yields throws raises defaults to since deprecated example parameters attributes".split(" ");

const taggedSentence = /^(?:Returns|Yields|Throws|Defaults to|Since|Deprecated:)\s+/;
const parameterItem = /^- `([^`]+)`(?: \(`([^`]+)`\))?(?:: ([\s\S]+))?$/;

/**
 * The pieces of a doc comment's answer that stand in the comment: its tags were rendered as sentences and lists, which
 * put words around them and a name before its type.
 */
export function docQuotes(blocks: readonly AnswerBlock[]): string[] {
  return blocks
    .flatMap(({ kind, text }): (string | undefined)[] => {
      switch (kind) {
        case "code":
          return [text.replace(/^(`{3,}|~{3,}).*\n/, "").replace(/\n?(`{3,}|~{3,})$/, "")];
        case "list":
          return text.split("\n").flatMap((line) => parameterItem.exec(line)?.slice(1) ?? [line]);
        case "prose":
          return proseQuotes(text);
        case "table":
          return [text];
      }
    })
    .filter((quote): quote is string => quote !== undefined && quote.trim() !== "");
}

function proseQuotes(text: string): (string | undefined)[] {
  if (/^(Example|Parameters|Attributes|Raises|Deprecated)[:.]$/.test(text)) return [];
  const prefix = taggedSentence.exec(text)?.[0];
  if (prefix === undefined) return [text];
  const rest = text.slice(prefix.length);
  // "Returns `File`: the open file", "Throws `RangeError`.", "Defaults to `5`."
  const error = prefix.startsWith("Throws") ? /^([A-Z]\w*(?:Error|Exception|Fault)),? ([\s\S]+)$/.exec(rest) : null;
  // `:raises ValueError: if it is empty` has lost its colon.
  if (error !== null) return error.slice(1);
  const typed = /^`([^`]+)`(?:: ([\s\S]+)|\.)$/.exec(rest);
  return typed === null ? [rest.replace(/\.$/, "")] : typed.slice(1);
}

/** Whether a block was a tag: parameters, errors, a default, an example; what is returned may be all there is to say. */
export function isTagged({ kind, text }: AnswerBlock): boolean {
  if (kind === "list") return text.split("\n").every((line) => parameterItem.test(line));
  return (
    kind === "prose" &&
    /^(?:(?:Throws|Defaults to|Since|Deprecated)\b|(?:Example|Parameters|Attributes|Raises):$)/.test(text)
  );
}
