import { detect } from "chardet";
import iconv from "iconv-lite";
import { UserError } from "../../../base/errors.ts";

/** What old programs of the West write, and what no byte is wrong in. */
const FALLBACK = "windows-1252";
export const UTF_8 = "utf-8";

/**
 * The encoding of a file whose first bytes these are: of its byte order mark, else UTF-8 where it is that, else the
 * likeliest.
 */
export function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (isUtf8(head)) return UTF_8;
  const likeliest = detect(head)?.toLowerCase();
  return likeliest !== undefined && iconv.encodingExists(likeliest) ? likeliest : FALLBACK;
}

/** The last character may be cut. */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The encoding that a person named, as this program calls it. @throws UserError `import/encoding`. */
export function encodingNamed(name: string): string {
  const lower = name.toLowerCase();
  if (lower === "utf8" || lower === UTF_8) return UTF_8;
  if (iconv.encodingExists(lower)) return lower;
  throw new UserError(
    "import/encoding",
    `there is no encoding called "${name}"`,
    "Name one such as utf-8, utf-16le, windows-1252, shift_jis or gb18030.",
  );
}

/** Bytes of any encoding as those of UTF-8, for readers that judge for themselves what is no UTF-8. */
export async function* asUtf8(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  if (encoding === UTF_8) {
    yield* chunks;
    return;
  }
  for await (const text of asText(chunks, encoding)) yield Buffer.from(text);
}

/**
 * The text of a file, in pieces, without a byte order mark. Characters that another encoding than UTF-8 does not have
 * become U+FFFD. @throws UserError `import/encoding` where what should be UTF-8 is none.
 */
export async function* asText(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decode = encoding === UTF_8 ? utf8Decoder() : otherDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decode(chunk);
    if (text !== "") yield text;
  }
  const rest = decode(undefined);
  if (rest !== "") yield rest;
}

type Decode = (chunk: Uint8Array | undefined) => string;

function utf8Decoder(): Decode {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let doneBytes = 0;
  return (chunk) => {
    try {
      const text = decoder.decode(chunk, { stream: chunk !== undefined });
      doneBytes += chunk?.length ?? 0;
      return text;
    } catch {
      throw new UserError(
        "import/encoding",
        `found bytes that are not UTF-8 after the first ${doneBytes} bytes`,
        "Name the file's encoding with --encoding, for example windows-1252, or save it as UTF-8.",
      );
    }
  };
}

function otherDecoder(encoding: string): Decode {
  const decoder = iconv.getDecoder(encoding);
  return (chunk) => (chunk === undefined ? (decoder.end() ?? "") : decoder.write(Buffer.from(chunk)));
}
