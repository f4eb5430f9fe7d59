import type { Example } from "../../core/example.ts";
import { answerOf } from "../../core/exampleText.ts";
import type { RowRule } from "./rule.ts";

/** An answer of nothing, or of signs alone. */
export const emptyAnswer: RowRule = (example) => {
  if (hasEmptyAnswer(example)) return { rule: "empty-answer", severity: "error", message: "an answer is empty" };
  const answer = answerOf(example).trim();
  // What fills a gap in code may well be a bracket.
  if (example.form === "infill" || /[\p{L}\p{N}]/u.test(answer)) return undefined;
  return { rule: "empty-answer", severity: "error", message: `the answer ${answer.slice(0, 20)} has no word` };
};

export const hasEmptyAnswer = (example: Example): boolean =>
  example.form === "chat"
    ? example.messages.some(({ role, content }) => role === "assistant" && content.trim() === "")
    : answerOf(example).trim() === "";
