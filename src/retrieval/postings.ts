import { at } from "../base/at.ts";
import { sortedIndex } from "../base/sortedIndex.ts";
import type { Segment } from "./segment.ts";
import type { VarintWriter } from "./varint.ts";

/** Docs that hold a term, ascending, with the weighted frequency of it in each. The arrays may be longer than `count`. */
export interface Postings {
  count: number;
  docs: Uint32Array;
  frequencies: Uint8Array;
}

export const emptyPostings = (): Postings => ({
  count: 0,
  docs: new Uint32Array(256),
  frequencies: new Uint8Array(256),
});

/** Writes one doc behind `lastDoc` (-1 before the first), as `Segment.postings` describes. */
export function writePosting(writer: VarintWriter, lastDoc: number, doc: number, frequency: number): void {
  const distance = doc - lastDoc - 1;
  writer.write(distance * 2 + (frequency === 1 ? 0 : 1));
  if (frequency !== 1) writer.write(frequency);
}

/** Where `hash` stands among the terms of a segment, or -1. */
export function termIndexOf({ termHashes }: Pick<Segment, "termHashes">, hash: number): number {
  return sortedIndex(termHashes, hash);
}

/** Reads the postings of the term at `termIndex` into `target`; docs that `isDead` marks are left out. */
export function readPostings(
  segment: Segment,
  termIndex: number,
  isDead: Uint8Array | undefined,
  target: Postings,
): void {
  const bytes = segment.postings;
  const docCount = segment.lengths.length;
  const end = at(segment.postingsEnd, termIndex);
  let position = termIndex === 0 ? 0 : at(segment.postingsEnd, termIndex - 1);
  let doc = -1;
  target.count = 0;
  // Indices are bounded by the loop: `?? 0` only satisfies the type checker, and a plain loop is what makes it quick.
  while (position < end) {
    let byte = bytes[position++] ?? 0;
    let value = byte & 127;
    for (let shift = 7; byte > 127 && position < end && shift < 32; shift += 7) {
      byte = bytes[position++] ?? 0;
      value |= (byte & 127) << shift;
    }
    let frequency = 1;
    if ((value & 1) === 1) frequency = bytes[position++] ?? 0;
    doc += (value >>> 1) + 1;
    // Only a file made to mislead, with a good checksum, comes here.
    if (doc >= docCount) return;
    if (isDead !== undefined && isDead[doc] === 1) continue;
    if (target.count === target.docs.length) grow(target);
    target.docs[target.count] = doc;
    target.frequencies[target.count++] = frequency;
  }
}

function grow(postings: Postings): void {
  const docs = new Uint32Array(postings.docs.length * 2);
  const frequencies = new Uint8Array(docs.length);
  docs.set(postings.docs);
  frequencies.set(postings.frequencies);
  postings.docs = docs;
  postings.frequencies = frequencies;
}
