import type { Passage } from "../../core/passage.ts";
import { hashOfLines } from "../../core/lineHash.ts";
import { type LineBorders, type LineRange, mergeLines } from "./mergeLines.ts";

/** What a passage is part of, beyond its file. */
export type PassageContext = Pick<Passage, "symbol" | "signature" | "headings">;

/**
 * The lines of a file as passages; see `mergeLines`. `contextOf` says what each is part of.
 *
 * @param path for the provenance only.
 */
export function passagesOf(
  path: string,
  lines: readonly string[],
  borders: LineBorders,
  contextOf: (range: LineRange) => PassageContext = () => ({}),
): Passage[] {
  return mergeLines(lines, borders).map((range): Passage => {
    const held = lines.slice(range.start, range.end);
    const context = contextOf(range);
    const title = context.symbol ?? context.headings?.join(" > ") ?? "";
    const source = {
      path,
      startLine: range.start + 1,
      endLine: range.end,
      ...(title === "" ? {} : { title }),
      hash: hashOfLines(held),
    };
    return { source, text: held.join("\n"), ...context };
  });
}
