import { at } from "../base/at.ts";
import type { WordHashes } from "./codeTokenizer.ts";
import { passageTerms, type SearchablePassage } from "./passageTerms.ts";
import { writePosting } from "./postings.ts";
import { encodeSegment, HASH_BYTES, type IndexedFile, type PassageRecord } from "./segment.ts";
import { VarintWriter } from "./varint.ts";

/** A passage ready to be indexed. */
export interface IndexablePassage extends SearchablePassage, PassageRecord {
  /** Of its content, hexadecimal, at least `2 * HASH_BYTES` digits. */
  readonly hash: string;
}

export interface IndexableFile {
  readonly file: IndexedFile;
  readonly passages: readonly IndexablePassage[];
}

/**
 * A posting is sorted as one number: term, doc and frequency in 32 + 14 + 7 bits, which is all that a double holds.
 * So a segment is built of at most so many passages; larger ones come from merging.
 */
export const MAX_BUILT_DOCS = 2 ** 14;
const DOC_STEP = 2 ** 7;
const TERM_STEP = DOC_STEP * MAX_BUILT_DOCS;

/** The bytes of a segment of these files, in this order. Throws RangeError past `MAX_BUILT_DOCS` passages. */
export function buildSegment(
  files: readonly IndexableFile[],
  hashesOf: (word: string) => WordHashes,
): Uint8Array<ArrayBuffer> {
  const passages = files.flatMap((file) => file.passages);
  if (passages.length > MAX_BUILT_DOCS) {
    throw new RangeError(`a segment is built of at most ${MAX_BUILT_DOCS} passages, got ${passages.length}`);
  }
  const lengths = new Uint16Array(passages.length);
  let keys = new Float64Array(passages.length * 64);
  let keyCount = 0;
  for (const [doc, passage] of passages.entries()) {
    const { frequencies, length } = passageTerms(passage, hashesOf);
    lengths[doc] = length;
    if (keyCount + frequencies.size > keys.length) {
      const larger = new Float64Array((keyCount + frequencies.size) * 2);
      larger.set(keys);
      keys = larger;
    }
    for (const [hash, frequency] of frequencies) keys[keyCount++] = hash * TERM_STEP + doc * DOC_STEP + frequency;
  }
  let firstDoc = 0;
  const starts = files.map((file) => (firstDoc += file.passages.length) - file.passages.length);
  return encodeSegment(
    {
      files: files.map(({ file }) => file),
      fileStart: Uint32Array.from([...starts, passages.length]),
      lengths,
      hashes: Buffer.from(passages.map(({ hash }) => hash.slice(0, 2 * HASH_BYTES)).join(""), "hex"),
      ...invert(keys.subarray(0, keyCount).sort()),
    },
    passages,
  );
}

function invert(keys: Float64Array): { termHashes: Uint32Array; postingsEnd: Uint32Array; postings: Uint8Array } {
  const writer = new VarintWriter(keys.length * 2 + 16);
  const termHashes: number[] = [];
  const postingsEnd: number[] = [];
  let lastDoc = -1;
  for (let index = 0; index < keys.length; index++) {
    const key = at(keys, index);
    const hash = Math.floor(key / TERM_STEP);
    const rest = key - hash * TERM_STEP;
    const doc = Math.floor(rest / DOC_STEP);
    if (hash !== termHashes.at(-1)) {
      if (termHashes.length > 0) postingsEnd.push(writer.length);
      termHashes.push(hash);
      lastDoc = -1;
    }
    writePosting(writer, lastDoc, doc, rest - doc * DOC_STEP);
    lastDoc = doc;
  }
  if (termHashes.length > 0) postingsEnd.push(writer.length);
  return {
    termHashes: Uint32Array.from(termHashes),
    postingsEnd: Uint32Array.from(postingsEnd),
    postings: writer.bytes(),
  };
}
