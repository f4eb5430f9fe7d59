import { messageOf } from "../../../base/errors.ts";
import { linesOf } from "../lines.ts";
import { shown } from "../mismatch.ts";
import type { FileRow, RowBounds } from "./fileRow.ts";

/** The lines of a JSONL file in UTF-8, each a value. Empty lines count for line numbers only. */
export async function* jsonlRows(
  chunks: AsyncIterable<Uint8Array>,
  { maxRowBytes }: RowBounds,
): AsyncGenerator<FileRow> {
  for await (const { number: line, text, problem } of linesOf(chunks, maxRowBytes)) {
    if (text?.trim() === "") continue;
    yield problem ? { line, problem } : { line, ...valueOf(text ?? "") };
  }
}

function valueOf(text: string): { value: unknown } | { problem: { found: string; expected: string } } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: { found: `${shown(text)} (${messageOf(error)})`, expected: "one JSON object" } };
  }
}
