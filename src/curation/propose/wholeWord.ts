const inWord = /[\p{L}\p{N}]/u;
const inName = /[\p{L}\p{N}_$]/u;

/** Where `part` stands in a text and is no part of a longer word, or number; -1 where it does not. */
export const wholeIndexOf = (text: string, part: string, from = 0): number => indexOutside(text, part, from, inWord);

/** Whether a name stands in code as a name of its own. */
export const holdsName = (text: string, name: string): boolean => indexOutside(text, name, 0, inName) >= 0;

function indexOutside(text: string, part: string, from: number, letter: RegExp): number {
  for (let start = text.indexOf(part, from); start >= 0; start = text.indexOf(part, start + 1)) {
    const end = start + part.length;
    const cutsBefore = start > 0 && letter.test(text.charAt(start - 1)) && letter.test(part.charAt(0));
    const cutsAfter = end < text.length && letter.test(text.charAt(end)) && letter.test(part.charAt(part.length - 1));
    if (!cutsBefore && !cutsAfter) return start;
  }
  return -1;
}
