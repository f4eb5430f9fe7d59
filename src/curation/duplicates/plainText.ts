/** What ends a sentence, and the white space around it. */
const FINAL = new Set(" .!?;:");

/**
 * A text as it is compared: without what only looks different. Compatibility forms are folded (NFKC), letters are small,
 * emphasis and code marks are gone, white space is one space, and nothing ends it. Two texts with the same plain text say
 * the same.
 */
export function plainText(text: string): string {
  const folded = text.normalize("NFKC").toLowerCase().replace(/[*_`]/g, "").replace(/\s+/g, " ");
  // By hand: a pattern anchored at the end is tried from each start, which takes quadratic time on a long run of dots.
  let end = folded.length;
  while (end > 0 && FINAL.has(folded.charAt(end - 1))) end -= 1;
  const start = folded.startsWith(" ") ? 1 : 0;
  return folded.slice(Math.min(start, end), end);
}
