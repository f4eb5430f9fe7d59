/** Keywords that a signature repeats from the statement around its declaration: `const a = 1, b = 2`. */
export const DECLARATION_WORDS: readonly string[] = "const let var type".split(" ");

/** Code as a block of Markdown, whatever it holds itself. */
export function fenced(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** The pieces of a signature that stand in the file as they are: `…` takes the place of a body. */
export function signatureQuotes(signature: string): string[] {
  return signature
    .replace(new RegExp(`^(?:${DECLARATION_WORDS.join("|")})\\s+`), "")
    .split("…")
    .filter((piece) => piece.trim() !== "");
}
