import { readFile } from "node:fs/promises";
import { type NumberedExample, readNumberedExamples } from "../../curation/formats/jsonl.ts";
import { writePieces } from "../../curation/formats/writePieces.ts";
import { writingTo } from "../../storage/atomicWrite.ts";
import { behindLinks } from "../../storage/behindLinks.ts";

/** A line with a byte order mark before it, and the carriage return of Windows behind it. */
const LINE = /^(?<mark>\ufeff?)(?<text>.*?)(?<end>\r?)$/s;
/** Lines that are joined at once. */
const PIECE_LINES = 1000;

/**
 * Changes rows of a plain file and adds others behind them. All else stands there afterwards as it did, to the byte: the
 * file may be another tool's, and its columns mean something there.
 *
 * @param change the line, without its end, that takes the place of the row's own, which is `text`; undefined leaves it.
 * @param added lines with their ends.
 * @throws UserError `dataset/unreadable`, `dataset/broken-row`, `storage/…`; the signal's reason. Nothing is changed then.
 */
export async function changeRows(
  path: string,
  change: (row: NumberedExample, text: string) => string | undefined,
  added: readonly string[] = [],
  signal?: AbortSignal,
): Promise<void> {
  const { rows } = await readNumberedExamples(path, {}, signal);
  const lines = (await readFile(path, "utf8")).split("\n");
  const isEnded = lines.at(-1) === "";
  if (isEnded) lines.pop();
  for (const row of rows) {
    const { mark = "", text = "", end = "" } = LINE.exec(lines[row.line - 1] ?? "")?.groups ?? {};
    const changed = change(row, text);
    if (changed !== undefined) lines[row.line - 1] = mark + changed + end;
  }
  const isLastEnded = isEnded || added.length > 0;
  const pieces = piecesOf(lines, isLastEnded, added);
  await writingTo(path, async () => writePieces(await behindLinks(path), pieces, signal));
}

function* piecesOf(lines: readonly string[], isLastEnded: boolean, added: readonly string[]): Generator<string> {
  for (let start = 0; start < lines.length; start += PIECE_LINES) {
    const isLast = start + PIECE_LINES >= lines.length;
    yield lines.slice(start, start + PIECE_LINES).join("\n") + (isLast && !isLastEnded ? "" : "\n");
  }
  yield* added;
}
