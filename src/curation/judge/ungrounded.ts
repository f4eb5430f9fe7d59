import type { Example } from "../../core/example.ts";
import type { Remark } from "../../core/review.ts";
import { answerOf } from "../../core/exampleText.ts";
import { GROUNDED } from "../propose/groundedKind.ts";
import { CROSS_PROPOSERS } from "../propose/kinds.ts";

/** Fewer words prove nothing. */
const MIN_WORDS = 6;
/** Share of the answer's words that must stand in its source. Kinds add words of their own, such as “It returns”. */
const MIN_SHARE = 0.5;
/** What stands in the place of a redacted text: its source says what was there. */
const REDACTED = /<redacted:[\w-]+>/g;
/** Their answers name files, or commits, or say what is missing, and so what their own lines do not. */
const ELSEWHERE: ReadonlySet<string> = new Set([...CROSS_PROPOSERS.map(({ kind }) => kind), GROUNDED]);
/** Named in the message. */
const NAMED = 4;

/** Whether the answer is of a kind that says what the lines it cites say. */
export const isOfItsLines = ({ kind, source }: Example): boolean => source !== undefined && !ELSEWHERE.has(kind);

/**
 * An answer whose words do not stand in the lines it says it comes from.
 *
 * @param sourceText of the example's source, as it is now.
 */
export function ungrounded(example: Example, sourceText: string): Remark | undefined {
  const answer = wordsOf(answerOf(example).replace(REDACTED, " "));
  if (example.source === undefined || !isOfItsLines(example) || answer.length < MIN_WORDS) return undefined;
  const source = new Set(wordsOf(sourceText));
  const foreign = answer.filter((word) => !source.has(word));
  const share = 1 - foreign.length / answer.length;
  if (share >= MIN_SHARE) return undefined;
  const { path, startLine, endLine } = example.source;
  const named = [...new Set(foreign)].slice(0, NAMED).join(", ");
  return {
    rule: "ungrounded",
    severity: "warning",
    message: `${Math.round(share * 100)} % of its words stand in ${path}:${startLine}-${endLine}; not ${named}`,
  };
}

/** Words that carry meaning, by their length, and the parts of names: `readJson` is read and json. */
function wordsOf(text: string): string[] {
  const parted = text.normalize("NFKC").replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2");
  return (parted.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 3);
}
