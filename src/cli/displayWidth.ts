import { eastAsianWidth } from "get-east-asian-width";

const GRAPHEMES = new Intl.Segmenter();
/** What most texts are made of: a column a character. */
const PLAIN = /^[\x20-\x7e]*$/;
const COLOURS = new RegExp("\\u001b\\[[\\d;]*m", "g");
/** Drawn as a picture, two columns wide: by itself, or by the selector behind it. */
const PICTURE = /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f)/u;
/**
 * What stands on a letter, joins two, or is the rest of a Korean syllable. Control characters are none of it: they are
 * shown, a column each.
 */
const NOTHING = /[\p{Default_Ignorable_Code_Point}\p{Format}\p{Mark}\u1160-\u11ff\ud7b0-\ud7ff]/gu;

/** How many columns of a terminal a text of one line takes, colours not counted (Unicode TR11 and TR51). */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text.replace(COLOURS, ""))) width += graphemeWidth(segment);
  return width;
}

/** The text with spaces behind it, so that it takes at least `width` columns. */
export const padToWidth = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - displayWidth(text)));

/** As much of the beginning of an uncoloured text as has room in `width` columns; no character is cut in two. */
export function cutToWidth(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, width);
  let taken = 0;
  for (const { segment, index } of GRAPHEMES.segment(text)) {
    taken += graphemeWidth(segment);
    if (taken > width) return text.slice(0, index);
  }
  return text;
}

function graphemeWidth(grapheme: string): number {
  if (PICTURE.test(grapheme)) return 2;
  let width = 0;
  for (const letter of grapheme.replace(NOTHING, "")) width += eastAsianWidth(letter.codePointAt(0) ?? 0);
  return width;
}
