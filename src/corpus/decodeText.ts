import { analyse } from "chardet";
import iconv from "iconv-lite";

export type Decoded = { readonly text: string; readonly encoding: string } | { readonly reason: string };

/** Enough to tell an encoding by; guessing takes longer than reading. */
const SAMPLE_BYTES = 64 * 1024;
/** Of bytes that no text has: above this share a file is none. */
const MAX_CONTROL_SHARE = 0.01;
/** Below this share of zeros in every other byte, they are not the empty halves of Latin letters in UTF-16. */
const MIN_ZERO_SHARE = 0.4;
/** Of 100. Guesses below it are hardly better than any other. */
const MIN_CONFIDENCE = 10;

/** In fewer bytes a zero says nothing. */
const MIN_UTF16_BYTES = 8;

const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/**
 * The text of a file's bytes without its byte order mark: by that mark, else as UTF-8 where that fits without error,
 * else as UTF-16 where every other byte is zero, else in the likeliest of the older encodings.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const mark = marks.find(([, expected]) => expected.every((byte, index) => bytes[index] === byte));
  if (mark !== undefined) return decodeAs(bytes.subarray(mark[1].length), mark[0]);
  const zeros = bytes.indexOf(0);
  if (zeros >= 0) {
    const encoding = utf16Of(bytes.subarray(0, SAMPLE_BYTES));
    const text = encoding === undefined ? undefined : decodeAs(bytes, encoding);
    return text !== undefined && "text" in text ? text : { reason: "binary" };
  }
  if (controlShare(bytes.subarray(0, SAMPLE_BYTES)) > MAX_CONTROL_SHARE) return { reason: "binary" };
  const utf8 = decodeAs(bytes, "utf-8");
  return "text" in utf8 ? utf8 : guessed(bytes);
}

function decodeAs(bytes: Uint8Array, encoding: string): Decoded {
  if (encoding.startsWith("utf-32")) return sound(iconv.decode(Buffer.from(bytes), encoding), encoding);
  try {
    return sound(new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes), encoding);
  } catch {
    return { reason: `not ${encoding.toUpperCase()}, as which it is marked` };
  }
}

function sound(text: string, encoding: string): Decoded {
  return text.includes("\u0000") ? { reason: "binary" } : { text, encoding };
}

function guessed(bytes: Uint8Array): Decoded {
  const guess = analyse(bytes.subarray(0, SAMPLE_BYTES)).find(
    ({ name, confidence }) => confidence >= MIN_CONFIDENCE && !/^(UTF|ASCII)/i.test(name) && iconv.encodingExists(name),
  );
  if (guess === undefined) return { reason: "in no encoding that is known here" };
  const text = iconv.decode(Buffer.from(bytes), guess.name);
  // What has no letter there, and what are control characters in it, it was not written in.
  const strange = text.match(/[\ufffd\u0080-\u009f]/g)?.length ?? 0;
  return strange > text.length * MAX_CONTROL_SHARE
    ? { reason: "in no encoding that is known here" }
    : { text, encoding: guess.name.toLowerCase() };
}

function utf16Of(sample: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (sample.length < MIN_UTF16_BYTES) return undefined;
  const counts = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) counts[index % 2] = (counts[index % 2] ?? 0) + 1;
  }
  const [even, odd] = counts.map((count) => count / (sample.length / 2));
  if ((odd ?? 0) > MIN_ZERO_SHARE && (even ?? 0) < 0.01) return "utf-16le";
  return (even ?? 0) > MIN_ZERO_SHARE && (odd ?? 0) < 0.01 ? "utf-16be" : undefined;
}

function controlShare(sample: Uint8Array): number {
  let count = 0;
  // Tab, line feed, form feed, return, and the escape of coloured logs are text.
  for (const byte of sample) if (byte < 0x20 && !(byte >= 9 && byte <= 13) && byte !== 0x1b) count++;
  return sample.length === 0 ? 0 : count / sample.length;
}
