import type { Passage } from "../../core/passage.ts";
import { hashOfLines } from "./lineHash.ts";

/** About 300 tokens of prose or code: four passages fit a small model's context with room for an answer. */
export const PASSAGE_CHARACTERS = 1200;

/**
 * Any text in passages of whole lines, cut at blank lines where there are some. Leaves out nothing but blank lines
 * between passages; a single longer line is a passage of its own.
 */
export function textPassages(path: string, text: string): Passage[] {
  const lines = text.split("\n");
  const passages: Passage[] = [];
  let start = 0;
  const close = (end: number): void => {
    let [first, last] = [start, end];
    while (first < last && lines[first]?.trim() === "") first++;
    while (last > first && lines[last - 1]?.trim() === "") last--;
    if (first < last) {
      const held = lines.slice(first, last);
      const source = { path, startLine: first + 1, endLine: last, hash: hashOfLines(held) };
      passages.push({ source, text: held.join("\n") });
    }
    start = end;
  };
  let length = 0;
  let lastBlank = -1;
  for (const [index, line] of lines.entries()) {
    if (length > 0 && length + line.length > PASSAGE_CHARACTERS) {
      const cut = lastBlank > start ? lastBlank : index;
      close(cut);
      length = lines.slice(cut, index).reduce((sum, held) => sum + held.length + 1, 0);
      lastBlank = -1;
    }
    if (line.trim() === "") lastBlank = index;
    length += line.length + 1;
  }
  close(lines.length);
  return passages;
}
