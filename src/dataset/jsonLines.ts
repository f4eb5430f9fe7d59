import { isUtf8 } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import type * as z from "zod";
import { messageOf, UserError } from "../base/errors.ts";
import { errorCode } from "../storage/atomicWrite.ts";
import { readError } from "../storage/readError.ts";

/** A file's bytes and where each of its lines that is not blank lies in them. */
export interface JsonLines {
  /** As errors name it. */
  readonly path: string;
  readonly bytes: Buffer;
  /** Of line i: its 1-based number, its first byte, and the byte after its last. */
  readonly numbers: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Node reads no file of 2 GiB or more at once; a dataset that large is no use to a small model either. */
const MAX_BYTES = 2 ** 31 - 1;
const [LINE_FEED, CARRIAGE_RETURN, SPACE, TAB] = [0x0a, 0x0d, 0x20, 0x09];
/** What git writes around the two sides of a conflict. */
const CONFLICT_MARK = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

/**
 * Reads a file of JSON lines; nothing where there is none.
 * Throws UserError `dataset/too-large`, `dataset/not-utf8`, `dataset/merge-conflict`.
 */
export async function readJsonLines(path: string): Promise<JsonLines> {
  return jsonLinesOf(path, await readIfThere(path));
}

/** The lines of bytes that were read already. Throws as `readJsonLines` does. */
export function jsonLinesOf(path: string, bytes: Buffer): JsonLines {
  const lines = splitLines(bytes);
  if (!isUtf8(bytes)) throw notUtf8(path, bytes, lines);
  const whole = { path, bytes, ...lines };
  requireNoConflict(whole);
  return whole;
}

/** The text of line `index` of those that are not blank. */
export const lineText = ({ bytes, starts, ends }: JsonLines, index: number): string =>
  bytes.toString("utf8", starts[index], ends[index]);

/** Every line as what `schema` makes of it. Throws UserError `dataset/broken-line` with the file and the line. */
export function parseLines<T>(lines: JsonLines, schema: z.ZodType<T>, expected: string): T[] {
  return Array.from(lines.numbers, (_, index) => parseLine(lines, index, schema, expected));
}

export function parseLine<T>(lines: JsonLines, index: number, schema: z.ZodType<T>, expected: string): T {
  const text = lineText(lines, index);
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    throw brokenLine(lines, index, `${shown(text)} (${messageOf(error)})`, expected);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.join(".") || "the line";
  throw brokenLine(lines, index, `${shown(text)} (${place}: ${issue?.message ?? "not as expected"})`, expected);
}

export const brokenLine = (lines: JsonLines, index: number, found: string, expected: string): UserError =>
  new UserError(
    "dataset/broken-line",
    `${lines.path} line ${lines.numbers[index]}: found ${found}, expected ${expected}`,
    "Mend the line, or restore the file (`git checkout -- <file>`, where it is committed).",
  );

/** The file's bytes, or none where there is no such file. Throws UserError `dataset/too-large`, `storage/unreadable`. */
export async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return Buffer.alloc(0);
    if (errorCode(error) !== "ERR_FS_FILE_TOO_LARGE") throw readError(error, path);
    const { size } = await stat(path);
    throw new UserError(
      "dataset/too-large",
      `${path} has ${size} bytes, at most ${MAX_BYTES} can be kept in one dataset`,
      "Use a part of it: a small model learns little from more.",
    );
  }
}

/**
 * Where the last whole line of a log ends. What is behind it is being written, or was torn by a kill; unless it is all
 * there but for its end, as an editor may leave it.
 */
export function endOfLines(bytes: Buffer): number {
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  try {
    JSON.parse(bytes.toString("utf8", end));
    return bytes.length;
  } catch {
    return end;
  }
}

/** A value short enough for one line of a message. */
function shown(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

function splitLines(bytes: Buffer): Pick<JsonLines, "numbers" | "starts" | "ends"> {
  let capacity = 1024;
  let [numbers, starts, ends] = [new Uint32Array(capacity), new Uint32Array(capacity), new Uint32Array(capacity)];
  let count = 0;
  // A byte order mark is no part of the first line.
  let start = bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0;
  for (let number = 1; start < bytes.length; number++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const next = feed < 0 ? bytes.length : feed;
    const end = trimmedEnd(bytes, start, next);
    if (end > start) {
      if (count === capacity) {
        capacity *= 2;
        [numbers, starts, ends] = [numbers, starts, ends].map((old) => grown(old, capacity)) as [
          Uint32Array<ArrayBuffer>,
          Uint32Array<ArrayBuffer>,
          Uint32Array<ArrayBuffer>,
        ];
      }
      numbers[count] = number;
      starts[count] = start;
      ends[count] = end;
      count += 1;
    }
    start = next + 1;
  }
  return { numbers: numbers.slice(0, count), starts: starts.slice(0, count), ends: ends.slice(0, count) };
}

function trimmedEnd(bytes: Buffer, start: number, end: number): number {
  let last = end;
  while (last > start) {
    const byte = bytes[last - 1];
    if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN) break;
    last -= 1;
  }
  return last;
}

function grown(old: Uint32Array<ArrayBuffer>, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(old);
  return larger;
}

const OPENING_BRACE = 0x7b;

function requireNoConflict(lines: JsonLines): void {
  for (let index = 0; index < lines.starts.length; index++) {
    const start = lines.starts[index] ?? 0;
    if (lines.bytes[start] === OPENING_BRACE) continue;
    const mark = CONFLICT_MARK.exec(lines.bytes.toString("utf8", start, Math.min(start + 8, lines.ends[index] ?? 0)));
    if (!mark) continue;
    throw new UserError(
      "dataset/merge-conflict",
      `${lines.path} line ${lines.numbers[index]}: an unresolved merge conflict (${mark[1]})`,
      "Resolve it in git: keep the lines that shall stay, of either side or of both, and delete the marks.",
    );
  }
}

function notUtf8(path: string, bytes: Buffer, lines: Pick<JsonLines, "numbers" | "starts" | "ends">): UserError {
  const index = lines.starts.findIndex((start, i) => !isUtf8(bytes.subarray(start, lines.ends[i])));
  return new UserError(
    "dataset/not-utf8",
    `${path} line ${lines.numbers[index] ?? 1}: found bytes that are not UTF-8, expected a file saved as UTF-8`,
    "Save it as UTF-8, or restore it.",
  );
}
