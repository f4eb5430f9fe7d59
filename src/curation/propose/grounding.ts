import type { ExampleContent, Provenance } from "../../core/example.ts";
import { answerOf } from "../../core/exampleText.ts";
import { quoteFinder } from "./normalize.ts";
import { wholeIndexOf } from "./wholeWord.ts";
import type { Kind, Place, Proposal } from "./proposer.ts";

/**
 * What makes an answer ungrounded, in one line for people; undefined for a grounded one. Grounded means: every quote
 * stands in the cited lines as far as the kind's normalization allows, and the answer is made of these quotes, in their
 * order, of the places it names, and of the kind's fixed words. Nothing is from anywhere else.
 *
 * @param sourceLines the lines of `proposal.source`.
 */
export function groundingProblem(kind: Kind, proposal: Proposal, sourceLines: readonly string[]): string | undefined {
  const isQuoted = quoteFinder(sourceLines, kind.normalization);
  const missing = proposal.quotes.find((quote) => !isQuoted(quote));
  if (missing !== undefined) return `not in the source: ${missing}`;
  const rest = remainder(producedBy(proposal.content), proposal);
  if (typeof rest === "string") return `not in the answer: ${rest}`;
  const known = new Set(kind.fixedWords);
  const foreign = rest.flatMap((text) => wordsOf(text)).find((word) => !known.has(word));
  return foreign === undefined ? undefined : `neither quoted nor one of the kind's words: ${foreign}`;
}

/** Whether an answer says nothing but what the lines of its source say. See `groundingProblem`. */
export const isGrounded = (kind: Kind, proposal: Proposal, sourceLines: readonly string[]): boolean =>
  groundingProblem(kind, proposal, sourceLines) === undefined;

/** What the model would produce; of code with a gap also what it reads, which must stand in the source as well. */
function producedBy(content: ExampleContent): string {
  return content.form === "infill" ? content.prefix + content.middle + content.suffix : answerOf(content);
}

/** What is left of an answer between its quotes and places, or the first quote that it does not contain. */
function remainder(whole: string, { quotes, places, source }: Proposal): string[] | string {
  const answer = places === undefined ? whole : withoutPlaces(whole, [source, ...places]);
  const rest: string[] = [];
  let position = 0;
  for (const quote of quotes) {
    const start = wholeIndexOf(answer, quote, position);
    if (start < 0) return quote;
    rest.push(answer.slice(position, start));
    position = start + quote.length;
  }
  rest.push(answer.slice(position));
  const lines = new Set([source, ...(places ?? [])].flatMap(linesOfPlace).map(String));
  return rest.map((text) =>
    text
      // The language of a block of code.
      .replace(/(?:`{3,}|~{3,})[\w+#-]*/g, " ")
      .replace(/(?<![\p{L}\p{N}])\d+(?![\p{L}\p{N}])/gu, (digits) => (lines.has(digits) ? " " : digits)),
  );
}

const linesOfPlace = (place: Provenance | Place): number[] =>
  "line" in place ? [place.line] : [place.startLine, place.endLine];

/** Places stand in an answer as `path` or `path:line`. */
function withoutPlaces(answer: string, places: readonly (Provenance | Place)[]): string {
  return places.reduce((text, place) => {
    const spelled = [place.path, ...linesOfPlace(place).map((line) => `${place.path}:${line}`)];
    return spelled.reduce((left, spelling) => left.replaceAll(`\`${spelling}\``, " "), text);
  }, answer);
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
