import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as z from "zod";
import { at } from "../base/at.ts";
import { damaged, decodeSections, encodeSections, type SectionFormat } from "./sectionFile.ts";

/** A file as it was when it was indexed. */
export interface IndexedFile {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Of its content, in lower-case hex. */
  readonly sha256: string;
}

/** What the index keeps of a passage besides its terms; the text stays in the file. */
export interface PassageRecord {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol?: string | undefined;
  readonly signature?: string | undefined;
  readonly headings?: readonly string[] | undefined;
  /** It only passes on what other files define. */
  readonly isReexport?: boolean | undefined;
}

/**
 * Passages of some files with their inverted index; never changed once made. A passage is known by its number, its
 * "doc"; those of a file stand side by side.
 */
export interface Segment {
  readonly files: readonly IndexedFile[];
  /** First doc of each file, and behind the last the number of docs. */
  readonly fileStart: Uint32Array;
  /** Weighted number of terms of each doc, at most 65,535. */
  readonly lengths: Uint16Array;
  /** Of the terms, ascending. */
  readonly termHashes: Uint32Array;
  /** Where the postings of each term end; they begin where those of the term before end. */
  readonly postingsEnd: Uint32Array;
  /** Of each term, by doc: the distance to the doc before, doubled, plus one if the frequency follows and is not 1. */
  readonly postings: Uint8Array;
  /** `HASH_BYTES` of each doc: the beginning of the passage's content hash. */
  readonly hashes: Uint8Array;
  record(doc: number): PassageRecord;
}

/** Enough that two passages of a workspace never meet by chance. */
export const HASH_BYTES = 8;
/** Raise it whenever terms, weights or layout change: indexes of other versions are made again. */
const FORMAT: SectionFormat = { magic: "ESPS", version: 1, sectionCount: 12 };
/** Records are compressed together in so many: few enough to be quick to open for one, enough to be worth it. */
const RECORDS_IN_BLOCK = 32;
/** What a block may grow to when opened: its records are bounded where they are made. */
const MAX_BLOCK_BYTES = 4 * 1024 * 1024;
const SHA256_BYTES = 32;

export function encodeSegment(
  parts: Omit<Segment, "record">,
  records: readonly PassageRecord[],
): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (let first = 0; first < records.length; first += RECORDS_IN_BLOCK) {
    const rows = records.slice(first, first + RECORDS_IN_BLOCK).map(rowOf);
    blocks.push(deflateRawSync(JSON.stringify(rows)));
  }
  let end = 0;
  const blockEnd = Uint32Array.from(blocks, ({ length }) => (end += length));
  const { files } = parts;
  return encodeSections(FORMAT, [
    Float64Array.from(files, ({ sizeBytes }) => sizeBytes),
    Float64Array.from(files, ({ modifiedMs }) => modifiedMs),
    Buffer.from(files.map(({ sha256 }) => sha256).join(""), "hex"),
    // A path holds anything but this.
    Buffer.from(files.map(({ path }) => path).join("\0")),
    parts.fileStart,
    parts.lengths,
    parts.termHashes,
    parts.postingsEnd,
    parts.postings,
    parts.hashes,
    blockEnd,
    Buffer.concat(blocks),
  ]);
}

/**
 * A segment over the bytes of its file, without copying them.
 *
 * @param name for the message.
 * @throws UserError `index/damaged`, `index/other-version`.
 */
export function openSegment(bytes: Uint8Array, name: string): Segment {
  const sections = decodeSections(FORMAT, bytes, name);
  const section = (index: number): Uint8Array<ArrayBuffer> => at(sections, index);
  const sizes = float64(section(0));
  const times = float64(section(1));
  const sha256 = Buffer.from(section(2)).toString("hex");
  const paths = Buffer.from(section(3)).toString("utf8").split("\0");
  const files = Array.from(sizes, (sizeBytes, index): IndexedFile => {
    const hash = sha256.slice(index * 2 * SHA256_BYTES, (index + 1) * 2 * SHA256_BYTES);
    return { path: paths[index] ?? "", sizeBytes, modifiedMs: times[index] ?? Number.NaN, sha256: hash };
  });
  const fileStart = uint32(section(4));
  const lengths = uint16(section(5));
  const termHashes = uint32(section(6));
  const postingsEnd = uint32(section(7));
  const postings = section(8);
  const hashes = section(9);
  const blockEnd = uint32(section(10));
  const blocks = section(11);
  const docCount = lengths.length;
  const isWhole =
    times.length === files.length &&
    section(2).length === files.length * SHA256_BYTES &&
    (paths.length === files.length || files.length === 0) &&
    fileStart.length === files.length + 1 &&
    fileStart[0] === 0 &&
    fileStart[files.length] === docCount &&
    isAscending(fileStart) &&
    termHashes.length === postingsEnd.length &&
    isAscending(termHashes) &&
    isAscending(postingsEnd) &&
    (postingsEnd.at(-1) ?? 0) === postings.length &&
    hashes.length === docCount * HASH_BYTES &&
    blockEnd.length === Math.ceil(docCount / RECORDS_IN_BLOCK) &&
    isAscending(blockEnd) &&
    (blockEnd.at(-1) ?? 0) === blocks.length;
  if (!isWhole) throw damaged(name, "its tables do not fit together");

  const opened = new Map<number, readonly PassageRecord[]>();
  const blockOf = (index: number): readonly PassageRecord[] => {
    let block = opened.get(index);
    if (block === undefined) {
      block = readBlock(blocks.subarray(index === 0 ? 0 : at(blockEnd, index - 1), at(blockEnd, index)), name);
      opened.set(index, block);
    }
    return block;
  };
  return {
    files,
    fileStart,
    lengths,
    termHashes,
    postingsEnd,
    postings,
    hashes,
    record(doc) {
      const found = blockOf(Math.floor(doc / RECORDS_IN_BLOCK))[doc % RECORDS_IN_BLOCK];
      if (found === undefined) throw damaged(name, `it has no record of passage ${doc}`);
      return found;
    },
  };
}

/** The file that `doc` belongs to. */
export function fileOfDoc(segment: Pick<Segment, "fileStart">, doc: number): number {
  const { fileStart } = segment;
  let [low, high] = [0, fileStart.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (at(fileStart, middle) <= doc) low = middle;
    else high = middle - 1;
  }
  return low;
}

const recordSchema = z.tuple([
  z.int(),
  z.int(),
  z.string().nullable(),
  z.string().nullable(),
  z.array(z.string()).nullable(),
  z.literal([0, 1]),
]);
const blockSchema = z.array(recordSchema).max(RECORDS_IN_BLOCK);

const rowOf = ({
  startLine,
  endLine,
  symbol,
  signature,
  headings,
  isReexport,
}: PassageRecord): z.infer<typeof recordSchema> => [
  startLine,
  endLine,
  symbol ?? null,
  signature ?? null,
  headings === undefined ? null : [...headings],
  isReexport ? 1 : 0,
];

function readBlock(compressed: Uint8Array, name: string): PassageRecord[] {
  try {
    const text = inflateRawSync(compressed, { maxOutputLength: MAX_BLOCK_BYTES }).toString("utf8");
    return blockSchema.parse(JSON.parse(text)).map(([startLine, endLine, symbol, signature, headings, isReexport]) => ({
      startLine,
      endLine,
      ...(symbol !== null && { symbol }),
      ...(signature !== null && { signature }),
      ...(headings !== null && { headings }),
      ...(isReexport === 1 && { isReexport: true }),
    }));
  } catch {
    throw damaged(name, "its passages cannot be read");
  }
}

function isAscending(values: ArrayLike<number>): boolean {
  for (let index = 1; index < values.length; index++) {
    if ((values[index] ?? 0) < (values[index - 1] ?? 0)) return false;
  }
  return true;
}

const float64 = (bytes: Uint8Array<ArrayBuffer>) =>
  new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 3);
const uint32 = (bytes: Uint8Array<ArrayBuffer>) => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
const uint16 = (bytes: Uint8Array<ArrayBuffer>) => new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 1);
