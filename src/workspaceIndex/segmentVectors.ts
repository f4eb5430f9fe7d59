import { join } from "node:path";
import { at } from "../base/at.ts";
import { languageOf } from "../corpus/languages.ts";
import { readLines } from "../corpus/readLines.ts";
import { HASH_BYTES, type Segment } from "../retrieval/segment.ts";
import { type Embedding, passageInput } from "../retrieval/vectors/embedding.ts";
import { embedSegment } from "../retrieval/vectors/embedSegment.ts";
import { type QuantizedVectors, quantize } from "../retrieval/vectors/vectorBlock.ts";

/** Passages that a model reads together; between groups a search gets its turn, and a stop is heard. */
const GROUP_PASSAGES = 16;

/** Lines of a file as it is now, or undefined where there is none such. */
export type ReadFileLines = (path: string) => Promise<readonly string[] | undefined>;

/** Vectors of the first passages of a segment. */
export interface BegunVectors extends QuantizedVectors {
  readonly count: number;
}

export interface SegmentVectorsOptions {
  readonly linesOf: ReadFileLines;
  /** Files that need none: they are gone. */
  readonly deadFiles: ReadonlySet<number>;
  /** Where an earlier attempt stopped. */
  readonly begun?: BegunVectors | undefined;
  /** A vector that was made before of the passage of this path and content. */
  readonly known?: ((path: string, hash: string) => QuantizedVectors | undefined) | undefined;
  /** Called after each group, to keep what is done. */
  readonly onGroup?: ((done: BegunVectors) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A vector of each passage of a segment; zeros for passages of dead files, and of files that no longer hold their lines.
 * A model that reads texts takes a hundredth of a second a passage or more, so what is known is not made again.
 */
export async function segmentVectors(
  embedding: Embedding,
  segment: Segment,
  { linesOf, deadFiles, begun, known, onGroup, signal }: SegmentVectorsOptions,
): Promise<QuantizedVectors> {
  if (embedding.kind === "static") return embedSegment(embedding.model, segment);
  const { dimension } = embedding;
  const docCount = segment.lengths.length;
  const scales = new Float32Array(docCount);
  const rows = new Int8Array(docCount * dimension);
  const put = (doc: number, vector: QuantizedVectors): void => {
    scales.set(vector.scales, doc);
    rows.set(vector.rows, doc * dimension);
  };
  if (begun !== undefined) put(0, begun);
  let group: { readonly doc: number; readonly input: string }[] = [];
  const flush = async (count: number): Promise<void> => {
    if (group.length === 0) return;
    signal?.throwIfAborted();
    const made = await embedding.embed(
      group.map(({ input }) => input),
      "passage",
    );
    for (const [index, { doc }] of group.entries()) {
      put(doc, quantize(made.subarray(index * dimension, (index + 1) * dimension), dimension));
    }
    group = [];
    await onGroup?.({ count, dimension, scales: scales.subarray(0, count), rows: rows.subarray(0, count * dimension) });
  };
  for (const [index, { path }] of segment.files.entries()) {
    if (deadFiles.has(index)) continue;
    const end = at(segment.fileStart, index + 1);
    let lines: readonly string[] | undefined;
    for (let doc = Math.max(at(segment.fileStart, index), begun?.count ?? 0); doc < end; doc++) {
      const vector = known?.(path, passageHash(segment, doc));
      if (vector !== undefined) {
        put(doc, vector);
        continue;
      }
      const { startLine, endLine, symbol, headings } = segment.record(doc);
      lines ??= (await linesOf(path)) ?? [];
      if (lines.length < endLine) continue;
      const text = lines.slice(startLine - 1, endLine).join("\n");
      group.push({ doc, input: passageInput({ path, symbol, headings, text }) });
      if (group.length === GROUP_PASSAGES) await flush(doc + 1);
    }
  }
  await flush(docCount);
  return { dimension, scales, rows };
}

/** Of a passage's content, as a key. */
export const passageHash = ({ hashes }: Segment, doc: number): string =>
  Buffer.from(hashes.buffer, hashes.byteOffset + doc * HASH_BYTES, HASH_BYTES).toString("latin1");

/** Files of a folder on the disk. */
export const linesBelow =
  (root: string): ReadFileLines =>
  (path) =>
    readLines({ path, absolutePath: join(root, path), language: languageOf(path) });
