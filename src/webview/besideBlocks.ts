import type { AnswerPart } from "../core/answerParts.ts";

/**
 * The text of an answer's part, without the lines that part it from code: a block stands on lines of its own.
 *
 * @param index the part's, among all of the answer.
 */
export function besideBlocks(text: string, parts: readonly AnswerPart[], index: number): string {
  const begun = parts[index - 1]?.kind === "block" ? text.replace(/^\s*\n/, "") : text;
  return parts[index + 1]?.kind === "block" ? begun.trimEnd() : begun;
}
