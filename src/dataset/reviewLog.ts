import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Decision } from "../core/review.ts";
import { diskError, errorCode, writeFileAtomic } from "../storage/atomicWrite.ts";
import { readError } from "../storage/readError.ts";
import { settled } from "./decisionHistory.ts";
import { endOfLines, jsonLinesOf, parseLines } from "./jsonLines.ts";
import { decisionSchema } from "./schemas.ts";

/** How far a log was read. */
export interface LogPosition {
  /** Bytes, up to the end of the last whole line. */
  readonly offset: number;
  readonly inode: number;
  /** The last bytes before `offset`: tells a log that grew from one that was written anew. */
  readonly tail: Buffer;
  readonly lineCount: number;
  /** Whether the line that ends at `offset` lacks its line feed. */
  readonly isUnended: boolean;
  /** Bytes behind `offset`: a line that is being written, or that a kill tore. */
  readonly tornBytes: number;
}

export interface LogRead {
  readonly decisions: readonly Decision[];
  readonly position: LogPosition;
  /** The log was written anew: `decisions` are all of it, and what was read before counts no more. */
  readonly isAnew: boolean;
}

const TAIL_BYTES = 256;
const NOTHING: LogPosition = {
  offset: 0,
  inode: 0,
  tail: Buffer.alloc(0),
  lineCount: 0,
  isUnended: false,
  tornBytes: 0,
};
const LINE_FEED = 0x0a;
const EXPECTED = 'a decision such as {"id": …, "state": "accepted", "of": …, "by": …, "at": …}';

/**
 * Reads what was added to a log since `position`, or all of it. A last line that is not whole is left alone: it may
 * be in the middle of being written. Throws UserError `dataset/broken-line`, `dataset/merge-conflict`, `dataset/not-utf8`,
 * `storage/unreadable`.
 */
export async function readReviewLog(path: string, position?: LogPosition): Promise<LogRead> {
  const file = await open(path, "r").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw readError(error, path);
  });
  if (file === undefined)
    return { decisions: [], position: NOTHING, isAnew: position !== undefined && position !== NOTHING };
  try {
    const { size, ino } = await file.stat();
    const bytesAt = async (start: number, end: number): Promise<Buffer> => {
      const bytes = Buffer.alloc(Math.max(0, end - start));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    };
    const isSameLog =
      position !== undefined &&
      position.inode === ino &&
      size >= position.offset &&
      (await bytesAt(position.offset - position.tail.length, position.offset)).equals(position.tail);
    const from = isSameLog ? position : NOTHING;
    const bytes = await bytesAt(from.offset, size);
    const end = endOfLines(bytes);
    const lines = jsonLinesOf(path, bytes.subarray(0, end));
    const numbered = { ...lines, numbers: lines.numbers.map((number) => number + from.lineCount) };
    return {
      decisions: parseLines(numbered, decisionSchema, EXPECTED),
      isAnew: position !== undefined && !isSameLog,
      position: {
        offset: from.offset + end,
        inode: ino,
        tail: end === 0 ? from.tail : Buffer.from(bytes.subarray(Math.max(0, end - TAIL_BYTES), end)),
        lineCount: from.lineCount + countLines(bytes, end),
        isUnended: end === 0 ? from.isUnended : bytes[end - 1] !== LINE_FEED,
        tornBytes: bytes.length - end,
      },
    };
  } catch (error) {
    throw readError(error, path);
  } finally {
    await file.close();
  }
}

/**
 * Adds decisions behind `position`, which must be the end of the log; a torn line there is overwritten. On return they
 * are on the disk. Only for who holds the dataset's lock. Throws UserError `storage/disk-full`, `storage/not-writable`.
 */
export async function appendToReviewLog(
  path: string,
  position: LogPosition,
  decisions: readonly Decision[],
): Promise<LogPosition> {
  const bytes = Buffer.from((position.isUnended ? "\n" : "") + linesOf(decisions));
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "a");
    try {
      if (position.tornBytes > 0) await file.truncate(position.offset);
      await file.appendFile(bytes);
      await file.datasync();
      const { ino } = await file.stat();
      return {
        offset: position.offset + bytes.length,
        inode: ino,
        tail: Buffer.from(Buffer.concat([position.tail, bytes.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES)),
        lineCount: position.lineCount + countLines(bytes, bytes.length),
        isUnended: false,
        tornBytes: 0,
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskError(error, path);
  }
}

/** Takes away what a kill left of a line. Only for who holds the dataset's lock. */
export async function repairReviewLog(path: string, position: LogPosition): Promise<LogPosition> {
  if (position.tornBytes === 0) return position;
  return appendToReviewLog(path, position, []);
}

/** Writes the log anew with one line an example, sorted by id, so that it reads well in a git diff. */
export async function rewriteReviewLog(path: string, decisions: Iterable<Decision>): Promise<void> {
  const sorted = [...decisions].map(settled).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  await replaceReviewLog(path, sorted);
}

/** Writes the log anew, line by line as given. Only for who holds the dataset's lock. */
export async function replaceReviewLog(path: string, decisions: readonly Decision[]): Promise<void> {
  await writeFileAtomic(path, linesOf(decisions));
}

/** Lines that a log may have beyond twice what it needs before it is worth the loss of what could be undone. */
const SPARE_LINES = 1000;

export const isTooLong = (lineCount: number, neededCount: number): boolean => lineCount > 2 * neededCount + SPARE_LINES;

const linesOf = (decisions: readonly Decision[]): string =>
  decisions.map((decision) => `${JSON.stringify(decision)}\n`).join("");

function countLines(bytes: Buffer, end: number): number {
  let count = 0;
  for (let feed = bytes.indexOf(LINE_FEED); feed >= 0 && feed < end; feed = bytes.indexOf(LINE_FEED, feed + 1)) count++;
  return count;
}
