/** An answer as it is written, piece by piece. */
export type AnswerPart =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "block"; readonly text: string; readonly language: string }
  /** `[1, 2]`; `written` as it stands. */
  | { readonly kind: "citation"; readonly numbers: readonly number[]; readonly written: string };

const fence = /^[ \t]*```([^\n`]*)(?:\n|$)/m;
const within = /`([^`\n]+)`|\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\]/g;

/** Takes code apart from text, also where a fence is still open, and citations out of text. */
export function answerParts(answer: string): AnswerPart[] {
  const pieces = answer.replaceAll("\r\n", "\n").split(fence);
  const parts: AnswerPart[] = [];
  // Text, what stands behind a fence's marks, code, what stands behind the marks that end it, text again, …
  for (let index = 0; index < pieces.length; index += 4) {
    parts.push(...textParts(pieces[index] ?? ""));
    const block = pieces[index + 2];
    if (block === undefined) continue;
    parts.push({ kind: "block", text: block.replace(/\n$/, ""), language: pieces[index + 1]?.trim() ?? "" });
  }
  return parts;
}

function textParts(text: string): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let from = 0;
  for (const match of text.matchAll(within)) {
    const [written, code, numbers = ""] = match;
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else parts.push({ kind: "citation", numbers: numbers.split(",").map(Number), written });
    from = match.index + written.length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}
