const code = /(```[^]*?(?:```|$)|`[^`\n]*`)/;
const citation = /\s*\[\s*\d{1,3}(?:\s*,\s*\d{1,3})*\s*\]/g;

/** An answer's own words: `[1]` is left out, but where it is code. */
export const withoutCitations = (answer: string): string =>
  answer
    .split(code)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(citation, "")))
    .join("")
    .trim();
