import type { Passage } from "../../core/passage.ts";
import { type LineBorders, lineBorders } from "./mergeLines.ts";
import { passagesOf } from "./passagesOf.ts";

/** Text of unknown structure in passages of whole lines, cut at blank lines where there are some. */
export function textPassages(path: string, text: string): Passage[] {
  const lines = text.split("\n");
  return passagesOf(path, lines, paragraphBorders(lines));
}

/** Paragraphs are the parts of the whole; a line within one goes on with the line before. */
export function paragraphBorders(lines: readonly string[]): LineBorders {
  const borders = lineBorders(lines.length);
  for (const row of lines.keys()) {
    if (row > 0 && (lines[row]?.trim() === "" || lines[row - 1]?.trim() === "")) borders[row] = 0;
  }
  return borders;
}
