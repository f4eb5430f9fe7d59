/** Bits a character, from how often each occurs: 0 for `aaaa`, 4 for 16 different ones, about 5 for long base64. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const length = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

const MIN_LENGTH = 8;
/** A long text of few different characters is a pattern; a short one cannot have many. */
const LONG = 16;
const MIN_BITS_SHORT = 2.5;
const MIN_BITS_LONG = 3;

/**
 * Whether a value looks as if a machine or a careful person had made it up: letters with digits or signs among them, or
 * letters that form no words.
 */
export function looksRandom(value: string): boolean {
  if (value.length < MIN_LENGTH || isOrdered(value)) return false;
  if (entropyOf(value) < (value.length < LONG ? MIN_BITS_SHORT : MIN_BITS_LONG)) return false;
  if (/\d/.test(value) && /[A-Za-z]/.test(value)) return true;
  return value.length >= MIN_LETTERS && /^[A-Za-z+/=_-]+$/.test(value) && !hasWords(value);
}

/** Fewer letters than this can be an abbreviation. */
const MIN_LETTERS = 12;

/** Whether letters and a number or two read as the name of something in code: `Int32Array`, `sha256Of`, `token2`. */
export function readsAsName(value: string): boolean {
  const numbers = value.match(/\d+/g) ?? [];
  if (!/^[A-Za-z_$][\w$]*$/.test(value) || numbers.length > 2 || numbers.some((number) => number.length > 3))
    return false;
  const words = value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  return (
    words.length > 0 && words.every((word) => word.length > 1 && /[aeiouy]/i.test(word) && !/[^aeiouy]{5}/i.test(word))
  );
}

/** Versions, dates, numbers with a unit, paths and addresses: digits and letters that anybody can guess. */
const isOrdered = (value: string): boolean =>
  /^[v^~=<>]*\d+(\.\d+)+([-+.][a-z]+[\d.]*)?$/i.test(value) ||
  /^\d{4}-\d\d-\d\d([T ][\d:.]+Z?)?$/.test(value) ||
  /^\d+(ms|s|m|h|d|px|em|rem|kb|mb|gb|seconds|minutes|hours|days)$/i.test(value) ||
  /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ||
  isPath(value);

/** Base64 may begin with a slash too, but then a part of it looks random. */
const isPath = (value: string): boolean =>
  /^(\.{0,2}|~|[A-Za-z]:)[/\\][\w.@/\\ -]*$/.test(value) && !value.split(/[/\\]/).slice(1).some(looksRandom);

/**
 * Whether letters read as words, joined by capitals or signs. Random letters change case every other time, so that most of
 * what stands between two capitals is one or two letters, or cannot be spoken.
 */
function hasWords(letters: string): boolean {
  const words = letters.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  if (/^[^A-Z]+$|^[^a-z]+$/.test(letters)) return true;
  const oddCount = words.filter(
    (word) => word.length < 3 || !/[aeiouy]/i.test(word) || /[^aeiouy]{5}/i.test(word),
  ).length;
  return oddCount < words.length / 2;
}
