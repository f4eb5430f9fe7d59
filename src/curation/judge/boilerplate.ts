import { answerOf } from "../../core/exampleText.ts";
import type { RowRule } from "./rule.ts";

/** What an answer says that says nothing. The more telling come first. */
const PATTERNS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [
    /\bas an? (?:AI|artificial intelligence|(?:large )?language)(?: language)?(?: model| assistant)?\b,?/i,
    "speaks as an AI",
  ],
  [
    /\b(?:I am|I'm) (?:just |only )?an? (?:AI|artificial intelligence|(?:large )?language) (?:model|assistant)\b/i,
    "speaks as an AI",
  ],
  [
    /^(?:(?:I'm|I am) (?:very |so |really |terribly )?sorry|sorry|I apologi[sz]e|my apologies)\b[^.!?\n]{0,60}\b(?:can't|cannot|can not|unable|not able|don't have)\b/i,
    "refuses",
  ],
  [
    /^I (?:can't|cannot|can not|am unable to|am not able to|won't|will not) (?:assist|help|answer|provide|fulfil+|comply|discuss)\b/i,
    "refuses",
  ],
  [
    /^(?:[-–—*.\s]*)(?:to-?do|tbd|fixme|n\/?a|none|null|undefined|nan|placeholder|coming soon|x{3,}|\?+)[\s.!…]*$/i,
    "is a placeholder",
  ],
  [/^(?:TODO|TBD|FIXME)\b/, "begins with a note of what is to be done"],
  [/\blorem ipsum\b/i, "holds filler text"],
  [/\{\{\s*[\w.]+\s*\}\}\s*$|^\s*\[(?:insert|your|add) [^\]]{1,40}\]/i, "holds a slot that was never filled"],
  [/^(?:certainly|sure(?: thing)?|of course|absolutely|great question|no problem)\b\s*[!,.]/i, "opens with a phrase"],
];

/** Answers that nobody wants to be learned: refusals, placeholders, phrases. */
export const boilerplate: RowRule = (example) => {
  // A text or a gap is a piece of a file, not something that was said.
  if (example.form === "text" || example.form === "infill") return undefined;
  const answer = answerOf(example).trim();
  for (const [pattern, what] of PATTERNS) {
    const found = pattern.exec(answer);
    if (found)
      return { rule: "boilerplate", severity: "warning", message: `the answer ${what}: “${excerpt(found[0])}”` };
  }
  return undefined;
};

const excerpt = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 50 ? `${line.slice(0, 49)}…` : line;
};
