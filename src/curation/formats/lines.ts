export interface Line {
  /** 1-based. */
  readonly number: number;
  /** Without its line end; undefined where the line is broken. */
  readonly text?: string;
  /** Why there is no text. */
  readonly problem?: { readonly found: string; readonly expected: string };
}

const LINE_FEED = 0x0a;

/**
 * The lines of a UTF-8 file as its bytes arrive, without a byte order mark and with either kind of line end. Never holds
 * more than `maxLineBytes` of a line: a longer one is reported and passed over.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, maxLineBytes: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let lengthBytes = 0;
  let number = 1;
  const line = (): Line => {
    const result = lineOf(number, parts, lengthBytes, maxLineBytes);
    parts = [];
    lengthBytes = 0;
    number += 1;
    return result;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      lengthBytes += end - start;
      if (lengthBytes <= maxLineBytes) parts.push(chunk.subarray(start, end));
      yield line();
      start = end + 1;
    }
    lengthBytes += chunk.length - start;
    if (lengthBytes <= maxLineBytes) parts.push(chunk.subarray(start));
    else parts = [];
  }
  if (lengthBytes > 0) yield line();
}

function lineOf(number: number, parts: readonly Uint8Array[], lengthBytes: number, maxLineBytes: number): Line {
  if (lengthBytes > maxLineBytes) {
    const problem = { found: `a line of ${lengthBytes} bytes`, expected: `at most ${maxLineBytes}` };
    return { number, problem };
  }
  try {
    // The decoder drops a byte order mark, which only the first line can have by right.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)).replace(/\r$/, "");
    return { number, text };
  } catch {
    return { number, problem: { found: "bytes that are not UTF-8", expected: "a file saved as UTF-8" } };
  }
}
