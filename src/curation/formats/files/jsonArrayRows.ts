import { messageOf } from "../../../base/errors.ts";
import { shown } from "../mismatch.ts";
import type { FileRow, RowBounds, RowPlace } from "./fileRow.ts";

const [LINE_FEED, QUOTE, BACKSLASH, COMMA] = [0x0a, 0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number): boolean => byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;

/**
 * The elements of a JSON array in UTF-8 as its bytes arrive, never more than one at a time. A broken element costs itself
 * alone as long as its brackets and quotes match.
 */
export async function* jsonArrayRows(
  chunks: AsyncIterable<Uint8Array>,
  { maxRowBytes }: RowBounds,
): AsyncGenerator<FileRow> {
  let state = "before" as "before" | "between" | "inside" | "after";
  let [line, index, startLine] = [1, 0, 1];
  let [depth, inString, escaped] = [0, false, false];
  let [parts, lengthBytes]: [Uint8Array[], number] = [[], 0];
  const keep = (part: Uint8Array): void => {
    lengthBytes += part.length;
    if (lengthBytes <= maxRowBytes) parts.push(part);
    else parts = [];
  };
  const finished = (): FileRow => {
    const row = elementOf({ line: startLine, index }, parts, lengthBytes, maxRowBytes);
    [parts, lengthBytes, index] = [[], 0, index + 1];
    return row;
  };
  let isFirst = true;
  for await (const whole of chunks) {
    const chunk = isFirst ? withoutMark(whole) : whole;
    isFirst = false;
    let start = 0;
    for (const [position, byte] of chunk.entries()) {
      if (byte === LINE_FEED) line += 1;
      if (state === "inside") {
        if (escaped) escaped = false;
        else if (inString) {
          if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
        } else if (byte === QUOTE) inString = true;
        else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth += 1;
        else if (depth > 0 && (byte === CLOSE_LIST || byte === CLOSE_OBJECT)) depth -= 1;
        else if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) {
          keep(chunk.subarray(start, position));
          yield finished();
          state = byte === COMMA ? "between" : "after";
        }
        continue;
      }
      if (isSpace(byte)) continue;
      if (state === "before" && byte === OPEN_LIST) state = "between";
      else if (state === "between" && byte === CLOSE_LIST) state = "after";
      else if (state === "between") {
        [state, start, startLine] = ["inside", position, line];
        [depth, inString] = [byte === OPEN_LIST || byte === OPEN_OBJECT ? 1 : 0, byte === QUOTE];
        // A comma where an element should be is an element that is broken.
        if (byte === COMMA) [state, parts] = ["between", []];
        if (byte === COMMA)
          yield { line, index: index++, problem: { found: "a comma", expected: "an element before it" } };
      } else {
        const expected = state === "before" ? "[ at the beginning of the array" : "nothing after the array";
        yield { line, problem: { found: shown(String.fromCharCode(byte)), expected } };
        return;
      }
    }
    if (state === "inside") keep(chunk.subarray(start));
  }
  if (state === "after") return;
  const found = state === "inside" ? `the end of the file inside the element ${index}` : "the end of the file";
  yield {
    line: state === "inside" ? startLine : line,
    index,
    problem: { found, expected: "] at the end of the array" },
  };
}

const withoutMark = (chunk: Uint8Array): Uint8Array =>
  chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;

function elementOf(place: RowPlace, parts: readonly Uint8Array[], lengthBytes: number, maxBytes: number): FileRow {
  if (lengthBytes > maxBytes) {
    return { ...place, problem: { found: `an element of ${lengthBytes} bytes`, expected: `at most ${maxBytes}` } };
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    return { ...place, problem: { found: "bytes that are not UTF-8", expected: "a file saved as UTF-8" } };
  }
  try {
    return { ...place, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ...place, problem: { found: `${shown(text)} (${messageOf(error)})`, expected: "one JSON object" } };
  }
}
