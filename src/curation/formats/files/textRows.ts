import { linesOf } from "../lines.ts";
import { asText } from "./encoding.ts";
import type { FileRow, RowBounds } from "./fileRow.ts";

/** The whole of a text file as one row, to the letter but for a byte order mark. */
export async function* documentRows(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  { maxRowBytes }: RowBounds,
): AsyncGenerator<FileRow> {
  let text = "";
  for await (const piece of asText(chunks, encoding)) {
    text += piece;
    if (text.length <= maxRowBytes) continue;
    const found = `a document of more than ${maxRowBytes} characters`;
    yield { line: 1, problem: { found, expected: "fewer: --per paragraph makes an example of each paragraph" } };
    return;
  }
  if (text.trim() !== "") yield { line: 1, value: { text } };
}

/** Each paragraph of a text file in UTF-8 as a row: what stands between empty lines, its lines ending in `\n`. */
export async function* paragraphRows(
  chunks: AsyncIterable<Uint8Array>,
  { maxRowBytes }: RowBounds,
): AsyncGenerator<FileRow> {
  let [lines, startLine, length]: [string[], number, number] = [[], 1, 0];
  const paragraph = (): FileRow => {
    const row: FileRow =
      length > maxRowBytes
        ? {
            line: startLine,
            problem: { found: `a paragraph of ${length} characters`, expected: `at most ${maxRowBytes}` },
          }
        : { line: startLine, value: { text: lines.join("\n") } };
    [lines, length] = [[], 0];
    return row;
  };
  for await (const { number, text, problem } of linesOf(chunks, maxRowBytes)) {
    if (problem) yield { line: number, problem };
    else if (text === undefined || text.trim() === "") {
      if (length > 0) yield paragraph();
    } else {
      if (length === 0) startLine = number;
      length += text.length + 1;
      if (length <= maxRowBytes) lines.push(text);
    }
  }
  if (length > 0) yield paragraph();
}
