import { at } from "../base/at.ts";
import { emptyPostings, readPostings, writePosting } from "./postings.ts";
import { encodeSegment, HASH_BYTES, type IndexedFile, type PassageRecord, type Segment } from "./segment.ts";
import { VarintWriter } from "./varint.ts";

/** A segment and which of its files are not to be taken along. */
export interface MergeInput {
  readonly segment: Segment;
  /** Indices into its files. */
  readonly deadFiles: ReadonlySet<number>;
}

/** Where a merged doc came from. */
export interface DocOrigin {
  readonly input: number;
  readonly doc: number;
}

export interface MergedSegment {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each doc of the merged segment: what is kept beside it, such as its vector, is carried along by this. */
  readonly origins: readonly DocOrigin[];
}

/** One segment of all live files of several, in their order: the same as if it were built of those files anew. */
export function mergeSegments(inputs: readonly MergeInput[]): MergedSegment {
  const files: IndexedFile[] = [];
  const fileStart: number[] = [];
  const origins: DocOrigin[] = [];
  const newDocs = inputs.map(({ segment }) => new Int32Array(segment.lengths.length).fill(-1));
  for (const [input, { segment, deadFiles }] of inputs.entries()) {
    for (const [index, file] of segment.files.entries()) {
      if (deadFiles.has(index)) continue;
      files.push(file);
      fileStart.push(origins.length);
      for (let doc = at(segment.fileStart, index); doc < at(segment.fileStart, index + 1); doc++) {
        at(newDocs, input)[doc] = origins.length;
        origins.push({ input, doc });
      }
    }
  }
  fileStart.push(origins.length);

  const hashes = new Uint8Array(origins.length * HASH_BYTES);
  const lengths = new Uint16Array(origins.length);
  const records: PassageRecord[] = [];
  for (const [newDoc, { input, doc }] of origins.entries()) {
    const { segment } = at(inputs, input);
    hashes.set(segment.hashes.subarray(doc * HASH_BYTES, (doc + 1) * HASH_BYTES), newDoc * HASH_BYTES);
    lengths[newDoc] = at(segment.lengths, doc);
    records.push(segment.record(doc));
  }
  const postings = mergePostings(
    inputs.map(({ segment }) => segment),
    newDocs,
  );
  const parts = { files, fileStart: Uint32Array.from(fileStart), lengths, hashes, ...postings };
  return { bytes: encodeSegment(parts, records), origins };
}

function mergePostings(
  segments: readonly Segment[],
  newDocs: readonly Int32Array[],
): { termHashes: Uint32Array; postingsEnd: Uint32Array; postings: Uint8Array } {
  const writer = new VarintWriter(segments.reduce((sum, { postings }) => sum + postings.length, 16));
  const termHashes: number[] = [];
  const postingsEnd: number[] = [];
  const next = segments.map(() => 0);
  const scratch = emptyPostings();
  for (;;) {
    let hash = Infinity;
    for (const [input, segment] of segments.entries()) {
      hash = Math.min(hash, segment.termHashes[at(next, input)] ?? Infinity);
    }
    if (hash === Infinity) break;
    let lastDoc = -1;
    // Merged docs are numbered in the order of the inputs, so their postings follow one another.
    for (const [input, segment] of segments.entries()) {
      const termIndex = at(next, input);
      if (segment.termHashes[termIndex] !== hash) continue;
      next[input] = termIndex + 1;
      readPostings(segment, termIndex, undefined, scratch);
      const renumbered = at(newDocs, input);
      for (let index = 0; index < scratch.count; index++) {
        const doc = at(renumbered, at(scratch.docs, index));
        if (doc < 0) continue;
        writePosting(writer, lastDoc, doc, at(scratch.frequencies, index));
        lastDoc = doc;
      }
    }
    if (lastDoc < 0) continue;
    termHashes.push(hash);
    postingsEnd.push(writer.length);
  }
  return {
    termHashes: Uint32Array.from(termHashes),
    postingsEnd: Uint32Array.from(postingsEnd),
    postings: writer.bytes(),
  };
}
