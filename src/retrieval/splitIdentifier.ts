/** Runs of letters of one case habit, or of digits: `parseHTTPBody2` -> parse, HTTP, Body, 2. */
const part = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{Lu}|\p{N}+/gu;
const asciiPart = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+/g;
const nonAscii = /[^\0-\x7f]/;

/** The words an identifier is made of, in lower case: split where the case changes, at digits, `_` and `$`. */
export function splitIdentifier(identifier: string): string[] {
  return (identifier.match(nonAscii.test(identifier) ? part : asciiPart) ?? []).map((each) => each.toLowerCase());
}
